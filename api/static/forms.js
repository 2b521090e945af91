// What forms do beyond what HTML does: rows are added and taken away in place, and names are suggested while one types.
"use strict";

const ROW = "/-"; // the pointer of a row that is not there yet ends so
const NAMED = ["id", "name", "value", "for", "list", "aria-describedby", "data-rows", "data-further"];

function rename(root, from, to) {
  const [fromId, toId] = [from, to].map((pointer) => `field${pointer.replaceAll("/", "_")}`);
  for (const one of root.querySelectorAll("*")) {
    for (const name of NAMED) {
      const text = one.getAttribute(name);
      if (text) one.setAttribute(name, text.replaceAll(fromId, toId).replaceAll(from, to));
    }
    if (one.content) rename(one.content, from, to);
  }
}

function add(pointer) {
  const rows = document.querySelector(`[data-rows="${CSS.escape(pointer)}"]`);
  const further = document.querySelector(`template[data-further="${CSS.escape(pointer)}"]`);
  const taken = [...rows.querySelectorAll(":scope > .row > [name=remove]")].map((one) => Number(one.value.split("/").pop()));
  const row = further.content.cloneNode(true);
  rename(row, pointer + ROW, `${pointer}/${Math.max(-1, ...taken) + 1}`);
  rows.append(row);
  rows.lastElementChild.querySelector("input, select, textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("form.event button");
  if (!button) return;
  if (button.name === "add") {
    event.preventDefault();
    add(button.value);
  } else if (button.name === "remove") {
    event.preventDefault();
    const list = button.closest("fieldset");
    button.closest(".row").remove();
    list.querySelector(":scope > [name=add]").focus();
  }
});

// A name that is chosen stands for itself; where an id or subject is wanted, that of the name takes its place.

let typing;
document.addEventListener("input", ({ target }) => {
  if (!target.dataset.suggest) return;
  const [family, wanted] = target.dataset.suggest.split(" ");
  const names = target.list;
  const chosen = [...names.options].find((one) => one.value === target.value);
  if (chosen && wanted) target.value = chosen.dataset[wanted];
  clearTimeout(typing);
  const typed = target.value.trim();
  if (chosen || typed.length < 2) return;
  const asked = new URLSearchParams({ q: typed, among: family === "party" ? "company,person" : family });
  typing = setTimeout(async () => {
    const answer = await fetch(`${target.form.dataset.names}?${asked}`);
    if (answer.ok && target.value.trim() === typed) names.innerHTML = await answer.text();
  }, 150);
});
