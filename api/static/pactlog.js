// What pages do beyond links and forms: sliders over the two dates, keys, local times, and the live feed.
// Without it every page still reads, and its forms still ask.
"use strict";

const DAY = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
const SNAP = 0.008; // of a slider's length: so near to today is now

const isoDay = (number) => new Date(number * DAY).toISOString().slice(0, 10);
const today = () => Math.floor(Date.now() / DAY);
const inWords = (iso) => {
  const [year, month, day] = iso.split("-");
  return `${Number(day)} ${MONTHS[month - 1]} ${year}`;
};

// A slider goes freely from day to day, and with the arrows from change to change.

const points = (slider) =>
  slider.dataset.points.split(" ").filter(Boolean).map((told) => {
    const [rank, day, text] = told.split(",");
    return { rank: Number(rank), day: Number(day), text };
  });

const field = (slider) => slider.form.elements[`${slider.dataset.clock}_at`];

function choose(slider, day, text) {
  const named = field(slider);
  named.value = named.defaultValue = ""; // what one type takes the other may refuse
  named.type = text.startsWith("@") ? "text" : "date";
  named.value = text;
  slider.value = day;
  const told = inWords(isoDay(day));
  slider.setAttribute("aria-valuetext", told);
  slider.closest("fieldset").querySelector("output").textContent = text ? told : `${told}, now`;
}

function chosenDay(slider) {
  const snaps = Math.abs(slider.value - today()) <= (slider.max - slider.min) * SNAP;
  const day = snaps ? today() : Number(slider.value);
  const isPast = slider.dataset.clock === "valid" && slider.form.elements.known_at.value; // the world goes with it unless asked
  choose(slider, day, snaps && !isPast ? "" : isoDay(day));
}

function step(slider, backwards) {
  const rank = Number(slider.dataset.rank);
  const all = points(slider);
  const point = backwards ? all.filter((one) => one.rank < rank).pop() : all.find((one) => one.rank > rank);
  if (!point) return;
  slider.dataset.rank = point.rank;
  choose(slider, point.day, point.text);
  ask(slider);
}

let asking;
function ask(slider) {
  clearTimeout(asking);
  asking = setTimeout(() => slider.form.requestSubmit(), 120); // a held key asks once
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.clock) chosenDay(event.target);
});
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.dataset.clock) {
    target.dataset.rank = target.dataset.clock === "valid" ? target.value : target.dataset.rank;
    ask(target);
  }
});

// A point of the belief map is a pair of dates; its scales are told by the page, straight between the days they name.

function dayAt(told, at) {
  const knots = told.split(" ").map((one) => one.split(",").map(Number));
  const way = Math.sign(knots.at(-1)[1] - knots[0][1]);
  const next = knots.findIndex(([, place]) => (place - at) * way > 0);
  if (next < 1) return null;
  const [[first, from], [until, to]] = [knots[next - 1], knots[next]];
  return Math.floor(first + ((at - from) / (to - from)) * (until - first));
}

function set(clock, day, isNow) {
  const slider = document.getElementById(`${clock}-slider`);
  const text = isNow ? "" : isoDay(day);
  if (slider) choose(slider, day, text);
  else document.getElementById("as-of").elements[`${clock}_at`].value = text;
}

function point(map, event) {
  const svg = map.querySelector("svg");
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const valid = dayAt(map.dataset.valid, x);
  const known = dayAt(map.dataset.known, y);
  if (valid === null || known === null) return;
  event.preventDefault();
  set("known", known, known >= today());
  set("valid", valid, valid === today() && known >= today());
  document.getElementById("as-of").requestSubmit();
}

document.addEventListener("click", (event) => {
  const map = event.target.closest("#map");
  const isPointed = event.detail && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (map && isPointed) point(map, event); // a key on a region follows its link
});

const MOVES = { ArrowLeft: ["valid", true], ArrowRight: ["valid", false], ArrowDown: ["known", true], ArrowUp: ["known", false] };
function move(key) {
  const [clock, backwards] = MOVES[key];
  const slider = document.getElementById(`${clock}-slider`);
  if (slider) step(slider, backwards);
}

// An empty field asks nothing, and the address says only what is asked.

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});
document.addEventListener("submit", (event) => {
  if (event.target.method === "get" && !event.target.hasAttribute("hx-get"))
    for (const one of event.target.elements) if (one.name && one.value === "") one.disabled = true;
});

// Suggestions while one types.

const search = () => document.getElementById("q");
const suggestions = () => document.getElementById("suggestions");
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === search() && !search().value.trim()) {
    event.preventDefault();
    suggestions().replaceChildren();
  }
});
document.addEventListener("focusout", (event) => {
  const box = event.target.closest(".search");
  if (box && !box.contains(event.relatedTarget)) suggestions().replaceChildren();
});

// Keys.

const follow = (selector) => document.querySelector(selector)?.click();
const focus = (id) => document.getElementById(id)?.focus();
const KEYS = {
  "/": () => search().focus(),
  v: () => focus("valid-slider"),
  k: () => focus("known-slider"),
  n: () => follow("[data-now]"),
  h: () => follow("[data-tab=history]"),
  s: () => follow("[data-tab=state]"),
  b: () => follow("[data-tab=belief]"),
  "?": () => document.getElementById("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.dataset?.clock && (key === "ArrowLeft" || key === "ArrowRight")) {
    event.preventDefault();
    step(target, key === "ArrowLeft");
  } else if (MOVES[key] && target.closest("#map")) {
    event.preventDefault();
    move(key);
  } else if (key === "Escape" && target === search()) {
    suggestions().replaceChildren();
  } else if (KEYS[key] && !target.closest("input:not([type=range]), textarea, select, dialog")) {
    event.preventDefault();
    KEYS[key]();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) KEYS["?"]();
});

// Instants are told in UTC; the clock of the reader on hover and focus.

document.addEventListener("pointerover", ({ target }) => {
  const time = target.closest?.("time[datetime]");
  if (time && !time.title) time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "long", timeStyle: "long" });
});

// In the picture of the whole network, a name that is pointed at or focused shows its own lines.

for (const kind of ["pointerover", "focusin"])
  document.addEventListener(kind, ({ target }) => {
    const picture = target.closest?.(".picture.round");
    if (!picture) return;
    const name = target.closest("a[data-number]");
    for (const line of picture.querySelectorAll(".line")) {
      const mine = name && line.classList.contains(`n${name.dataset.number}`);
      line.classList.toggle("lit", Boolean(mine));
      line.classList.toggle("dim", Boolean(name) && !mine);
    }
  });

// The first page as of now stays as of now: what is recorded makes it fetch itself again.

async function refresh() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) old.replaceWith(fresh.getElementById(old.id));
}

function listen() {
  const feed = document.getElementById("feed");
  if (!feed?.dataset.stream || location.search) return; // a session opens pages, not the interface
  const source = new EventSource(`${feed.dataset.stream}?after=${feed.dataset.after}`);
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 200); // a batch is told once
  };
  for (const type of feed.dataset.types.split(" ")) source.addEventListener(type, soon);
  addEventListener("pagehide", () => source.close());
}
document.addEventListener("DOMContentLoaded", listen);
