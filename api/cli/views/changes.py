"""What changed: a history, a difference, and what one event did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from api import changed, words
from api.cli.views import layout
from api.words import Document


def show_receipt(console: Console, receipt: Document, *, is_new: bool) -> None:
    """The answer to a write."""
    event = receipt["event"]
    done = ("would be recorded as" if "dry_run" in receipt else "recorded as") if is_new else "was recorded before as"
    place = f", version {event['version']} of {event['subject']}"
    console.print(Text.assemble((event["type"], "bold"), f" {done} ", (f"@{event['position']}", "bold"), place))
    console.print(Text(f"{layout.INDENT}event {event['event_id']}", "dim"))
    for one in receipt.get("registered", ()):
        console.print(Text(f"{'would register' if 'dry_run' in receipt else 'registered'} {one['subject']} on the way"))
    _show_changes(console, receipt["changes"], _days)
    for warning in receipt["warnings"]:
        console.print(Text.assemble(("warning: ", "yellow"), warning["detail"]))
    if "dry_run" in receipt:
        console.print("A dry run: nothing was stored.")


def show_history(console: Console, subject: str, history: Document) -> None:
    """Every change, newest first, with the events behind it."""
    layout.heading(console, "History", subject)
    console.print(layout.basis(history["as_of"]))
    for item in history["items"]:
        console.print()
        if "valid_from" in item:
            console.print(Text(words.day(item["valid_from"]) or "since always", "bold cyan"))
        for event in item.get("events", [item.get("event")]):
            _show_event(console, event)
        _show_changes(console, item["changes"], _days)


def show_diff(console: Console, subject: str, diff: Document) -> None:
    """What one point says and the other does not."""
    layout.heading(console, "Difference", subject)
    for side in ("before", "after"):
        console.print(Text.assemble(f"{side}: ", layout.basis(diff["as_of"][side])))
    told = [{"after": one["value"], **one} for one in diff["added"]]
    told += [{"before": one["value"], **one} for one in diff["removed"]]
    told += diff["changed"]
    _show_changes(console, told, _cause)
    if not told:
        console.print("nothing differs")


def _show_event(console: Console, event: Document) -> None:
    dated = f" of {words.day(event['occurred_on'])}" if "occurred_on" in event else ""
    console.print(
        Text.assemble((f"@{event['position']} {event['type']}", "bold"), f"{dated}{layout.INDENT}{event['subject']}")
    )
    for line in _background(event):
        console.print(Text(layout.INDENT + line, "dim"))


def _background(event: Document) -> Iterator[str]:
    """Why the record was changed, who says so, what the recorder remarks, and who that was when."""
    data = event["data"]
    if event["type"].startswith("record."):
        yield ": ".join(filter(None, [words.plain(data["reason"]), words.text(data.get("explanation"))]))
    if sources := "; ".join(map(words.source, event.get("sources", ()))):
        yield f"from {sources}"
    if "note" in event:
        yield f"note: {words.text(event['note'])}"
    yield f"recorded {words.instant(event['recorded_at'])} by {event['recorded_by']}"


def _show_changes(console: Console, changes: Iterable[Document], apart: Callable[[Document], str]) -> None:
    """Changes by what they are about and what sets them *apart*, a field a line."""

    def place(change: Document) -> tuple[str, str]:
        return changed.thing(change["path"]), apart(change)

    table = layout.columns(2)
    for (thing, told), fields in groupby(sorted(changes, key=place), key=place):
        table.add_row(Text(layout.INDENT + thing), Text(told, "cyan"))
        for change in fields:
            table.add_row(Text(2 * layout.INDENT + changed.field(change["path"]), "dim"), _turn(change))
    if table.row_count:
        layout.print_block(console, table)


def _turn(change: Document) -> Text:
    before, after = changed.told(change.get("before")), changed.told(change.get("after"))
    if change.get("before") is None:
        return Text(after, "green")
    return Text.assemble((before, "red"), " → ", (after, "green"))


def _days(change: Document) -> str:
    return words.span(change.get("valid_from"), change.get("valid_to"))


def _cause(change: Document) -> str:
    return f"the {change['cause']} changed"
