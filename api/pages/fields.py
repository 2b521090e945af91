"""Fields of a timeline as readers choose among them: what each is called, and what a value of it says in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from api import gist, words
from domain.state.beliefs import fields_told

Document = Mapping[str, Any]

_SORTS: Final = {"tranches": "tranche", "payments": "payment", "exits": "exit", "reviews": "review"}
_ABOUT: Final = {
    "deals": "This deal",
    "companies": "The company",
    "people": "The person",
    "transactions": "The package",
}


class Field(NamedTuple):
    """A field that once had a value: its path, how an address names it, what it is called, and among which."""

    path: str
    name: str
    label: str
    group: str


def fields_of(rectangles: Iterable[Document], subject_id: str, root: str, names: Mapping[str, Any]) -> list[Field]:
    """The fields that the page of *subject_id* under *root* offers: stakes, its own, then what others say of it."""
    own = f"/{root}/{subject_id}"
    found: dict[str, Field] = {}
    for one in rectangles:
        group = _group(one, own, subject_id)
        for path in fields_told(one) if group else ():
            if path.startswith(f"{own}/") or _is_offered(path):
                name = path.removeprefix(f"{own}/")
                found[path] = Field(path, name, _label(path, one["value"], own, names), group)
    order = ["Stakes", _ABOUT[root], "Deals", "Positions"]
    return sorted(found.values(), key=lambda one: (order.index(one.group), one.name != "status", one.label.casefold()))


def names_in(document: Any) -> Iterator[tuple[str, Any]]:
    """Everybody whom *document* names beside an id."""
    if isinstance(document, dict):
        if isinstance(document.get("id"), str) and document.get("name"):
            yield document["id"], document["name"]
        document = list(document.values())
    if isinstance(document, list):
        for one in document:
            yield from names_in(one)


def in_words(path: str, value: Any, names: Mapping[str, Any]) -> str:
    """What *value* of the field says."""
    sort, name = path.split("/")[3], path.rpartition("/")[2]
    if sort in {"stakes", "owners"}:
        return words.stake(value)
    told = _named(value, names)
    if sort in _SORTS:
        return gist.happening(told, _SORTS[sort])
    match sort, name:
        case "valuation", _:
            return words.money(value["valuation"])
        case "status", _:
            return words.status({"status": value})
        case "terms", _:
            return gist.stated(name, told)
    return words.anything(told)


def _group(rectangle: Document, own: str, subject_id: str) -> str:
    """Among which fields those of *rectangle* are offered, empty for nowhere."""
    path, value = rectangle["path"], rectangle["value"]
    _, root, _, *rest = path.split("/")
    if root == "deals" and rest[:1] == ["stakes"]:
        sides = (value["owner"].get("id"), value["issuer"].get("id"))
        return "Stakes" if subject_id in sides or path.startswith(f"{own}/") else ""
    if path == own or path.startswith(f"{own}/"):
        return "Stakes" if rest[:1] == ["owners"] else _ABOUT[root]
    if root == "deals" and own.startswith(("/companies/", "/people/")):
        return "" if rest else "Deals"
    if rest[:1] == ["positions"] and value["company"].get("id") == subject_id:
        return "Positions"
    return ""


def _is_offered(path: str) -> bool:
    """Whether a field of another subject is offered here too; all else about it is found on its own page."""
    return path.endswith(("/status", "/title")) or "/stakes/" in path


def _label(path: str, value: Document, own: str, names: Mapping[str, Any]) -> str:
    subject_id, sort, name = path.split("/")[2], path.split("/")[3], path.rpartition("/")[2]
    is_own = path.startswith(f"{own}/")
    match sort:
        case "stakes" if own.endswith(f"/{value['owner'].get('id')}"):
            told = f"stake in {_name(value['issuer'], names)}"
        case "stakes" | "owners":
            told = f"stake of {_name(value['owner'], names)}"
        case "tranches" | "payments":
            number = f" no. {value[_SORTS[sort]]['number']}" if "number" in value[_SORTS[sort]] else ""
            told = f"{_SORTS[sort]}{number}, {words.day(value['date'])}"
        case "exits":
            told = f"Exit of {_name(value['investor'], names)}"
        case "reviews":
            told = f"Review by {value['authority']}, {words.day(value['date'])}"
        case "positions" if is_own:
            told = f"{words.plain(name)} at {_name(value['company'], names)}"
        case "positions":
            told = f"{words.plain(name)} of {words.text(names.get(subject_id, subject_id))}"
        case _ if is_own:
            told = words.plain(name)
        case _:
            told = f"{words.text(value.get('headline')) or subject_id}: status"
    return told[:1].upper() + told[1:]


def _name(party: Document, names: Mapping[str, Any]) -> str:
    return words.party(_named(dict(party), names))


def _named(value: Any, names: Mapping[str, Any]) -> Any:
    """*value* with those whom it tells by id under one name."""
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    known = {"name": names[value["id"]]} if value.get("id") in names else {}
    return {name: _named(one, names) for name, one in value.items()} | known
