"""The guide: every page is served, every link and anchor leads somewhere, and the vocabulary is that of the schemas."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi.testclient import TestClient

from api.guide import contents, files, vocabulary
from api.guide.markup import text
from domain.vocabulary import EVENT_TYPES, json_schema, parse_event
from tests.api.client import serving
from tests.examples import ADDRESS

HTML = {"Accept": "text/html,*/*;q=0.8"}
DOCS = Path(__file__).parent.parent.parent / "docs"
PAGES = [contents.path_of(name) for name in files.pages()]
VOCABULARY = ["/guide/vocabulary", *(f"/guide/vocabulary/{type_}" for type_ in EVENT_TYPES)]


@pytest.fixture(scope="module")
def client(shipped_url: str) -> Iterator[TestClient]:
    with serving(shipped_url) as client:
        yield client


def served(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("path", [*PAGES, *VOCABULARY])
def test_every_page_is_a_whole_page_with_one_title_and_no_anchor_twice(client: TestClient, path: str) -> None:
    page = served(client, path)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [one for one, count in ids.items() if count > 1] == []
    assert "<script>" not in page
    assert " style=" not in page


def test_every_link_and_anchor_leads_somewhere(client: TestClient) -> None:
    pages = {path: served(client, path) for path in [*PAGES, *VOCABULARY]}
    for path, page in list(pages.items()):
        for link in re.findall(r'(?:href|src)="([^"]+)"', page):
            address, anchor = urldefrag(urljoin(ADDRESS + path, unescape(link)))
            if not address.startswith(ADDRESS):
                continue
            where = address.removeprefix(ADDRESS)
            if where not in pages:
                answer = client.get(where, headers=HTML)
                assert answer.status_code == 200, f"{path} leads to {where}"
                pages[where] = answer.text
            assert not anchor or f'id="{anchor}"' in pages[where], f"{path} leads to {where}#{anchor}"


def test_pages_lead_from_each_to_the_next(client: TestClient) -> None:
    path, walked = "/guide", []
    while path:
        walked.append(path)
        path = next(iter(re.findall(r'rel="next" href="([^"]+)"', served(client, path))), "")
    assert walked == [entry.path for entry in contents.order()]


def test_a_page_that_is_not_there_is_told_with_those_that_may_be_meant(client: TestClient) -> None:
    for path, meant in {
        "/guide/glosary": "/guide/glossary",
        "/guide/vocabulary/investment.close": "/guide/vocabulary/investment.closed",
        "/guide/decisions/0001": "/guide/decisions/0001-recorders-of-our-own",
        "/guide/zzz": "/guide",
    }.items():
        answer = client.get(path)
        assert answer.status_code == 404
        assert meant in answer.json()["suggestions"]


@pytest.mark.parametrize(
    "path", ["/guide/..%2Fpyproject.toml", "/guide/../README", "/guide/decisions/..%2F..%2FREADME"]
)
def test_nothing_but_the_guide_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_is_for_everybody_and_knows_where_the_server_is(shipped_url: str) -> None:
    with serving(shipped_url, host="0.0.0.0") as elsewhere:
        asked = elsewhere.get("/companies", headers=HTML, follow_redirects=False)
        assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=/companies")
        assert elsewhere.get("/guide/glossary", headers=HTML).status_code == 200


def test_markup_shows_what_it_is_given_and_runs_nothing() -> None:
    shown = text("# A <b>title</b>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))", lambda link: link).html
    assert "<script" not in shown
    assert "javascript:" not in re.sub(r"\[x\]\(.*\)", "", shown)


def test_a_remark_for_tools_is_not_shown() -> None:
    assert text("# A\n\n<!-- figures -->\n\n| a |\n|---|\n", lambda link: link).html.count("figures") == 0


def test_headings_have_the_anchors_of_code_hosts() -> None:
    shown = text("# `a.b` & The Two-Clocks, 1st\n\n## Same\n\n## Same\n", lambda link: link).html
    assert re.findall(r'id="([^"]*)"', shown) == ["ab--the-two-clocks-1st", "same", "same-1"]


def test_a_column_without_a_name_has_no_head() -> None:
    shown = text("| what | |\n|---|---|\n| one | two |\n", lambda link: link).html
    assert re.findall(r"<t[hd]>.*?</t[hd]>", shown) == ["<th>what</th>", "<td></td>", "<td>one</td>", "<td>two</td>"]


def test_a_link_to_what_is_not_served_is_only_its_words() -> None:
    shown = text("[data](../data/README.md) and [this](glossary.md)", lambda link: link if "glossary" in link else None)
    assert '<span>data</span> and <a href="glossary.md">this</a>' in shown.html


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_the_page_of_an_event_tells_every_field_of_its_schema(client: TestClient, type_: str) -> None:
    page = served(client, f"/guide/vocabulary/{type_}")
    schema = json_schema(type_, 1)
    data = schema["$defs"][schema["properties"]["data"]["$ref"].rpartition("/")[2]]
    told = re.findall(r'<th scope="row"><code>(\w+)</code>( <span class="flag">required</span>)?', page)
    wanted = [(name, name in one.get("required", ())) for one in (data, schema) for name in one.get("properties", ())]
    around = {"type", "data"} - {"type" if "type" in data.get("properties", ()) else ""}
    assert Counter((name, bool(flag)) for name, flag in told) == Counter(
        (name, required) for name, required in wanted if name not in around
    )


@pytest.mark.parametrize(
    ("type_", "field", "shape"),
    [
        ("investment.closed", "amount", "money"),
        ("investment.closed", "investors", "list of investor"),
        ("investment.closed", "instruments", "some of"),
        ("investment.closed", "distinct_from", "list of id"),
        ("investment.closed", "occurred_on", "year, month or day"),
        ("investment.closed", "event_id", "event id"),
        ("licensing.signed", "consideration", "money or compensation"),
        ("licensing.signed", "licensors", "list of party"),
        ("company.registered", "country", "country"),
        ("company.registered", "subject", "company/…"),
        ("person.registered", "subject", "person/…"),
        ("company.profile_updated", "website", "web address"),
        ("log.started", "demonstration", "true or false"),
    ],
)
def test_the_shape_of_a_field_is_told_in_words(type_: str, field: str, shape: str) -> None:
    event = vocabulary.described(type_)
    shapes = {one.name: "".join(word.text for word in one.shape) for one in (*event.envelope, *event.data)}
    assert shapes[field] == shape


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_the_example_of_an_event_is_one(type_: str) -> None:
    example = vocabulary.examples()[type_]
    if type_ == "log.started":
        EVENT_TYPES[type_].model_validate(example)
    else:
        assert parse_event(example).type == type_


def test_there_is_one_example_of_each_event() -> None:
    lines = (DOCS / "examples.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["type"] for line in lines] == [*EVENT_TYPES]


def test_every_shape_that_is_named_is_explained(client: TestClient) -> None:
    explained = set(re.findall(r'<h3 id="([^"]+)"', served(client, "/guide/vocabulary")))
    named = {
        word.anchor
        for type_ in EVENT_TYPES
        for field in vocabulary.described(type_).data
        for word in field.shape
        if word.anchor
    }
    assert named
    assert named <= explained


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("*.svg")), ids=lambda picture: picture.stem)
def test_a_picture_is_shown_on_a_page_says_what_it_shows_and_loads_nothing(client: TestClient, picture: Path) -> None:
    drawn = picture.read_text(encoding="utf-8")
    assert re.search(r"<title[^>]*>[^<]+</title>\s*<desc[^>]*>[^<]+</desc>", drawn)
    assert not re.search(r"<script|<image|href|@import|url\(", drawn)
    assert "prefers-color-scheme: dark" in drawn
    shown = [page for path in PAGES for page in [served(client, path)] if f"/static/{picture.name}?v=" in page]
    assert shown
    assert re.search(rf'<img src="/static/{picture.name}[^>]* alt="[^"]{{20,}}"', shown[0])


def test_screenshots_load_soon() -> None:
    sizes = {file.name: file.stat().st_size for file in (DOCS / "screenshots").iterdir()}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > 120_000} == {}


def test_the_questions_in_the_picture_are_answered_so(client: TestClient) -> None:
    told = (DOCS / "two-clocks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d \| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \| ([^|]+) \|", told, re.MULTILINE)
    assert len(rows) == 4
    for valid_at, known_at, said in rows:
        asked = {"valid_at": valid_at, "known_at": known_at}
        stakes = client.get("/v1/companies/meta-platforms", params=asked).json()["stakes"]
        assert said.startswith(f"{stakes[0]['stake']['percent']} %" if stakes else "no stake")
