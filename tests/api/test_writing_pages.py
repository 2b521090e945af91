"""Pages that write, as a browser without JavaScript gets them: signing in, recording, correcting, and who may not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Final

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.keys import FROM_ENVIRONMENT
from api.pages.recording import RECORDABLE
from api.sessions import LIFETIME, MOST, Sessions
from infra.keys import KeyStore
from infra.ledger import utc_now
from infra.store.engine import make_engine
from tests import given
from tests.api.client import AUTHORIZED, KEY, Databases, held, key_with, load_worked_example, record, serving
from tests.api.test_pages import CLOSING, HTML, words

FORMS: Final = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin", **HTML}
COOKIE: Final = "pactlog_session"

RENAMED: Final = {
    "/subject": "company/scale-ai",
    "/occurred_on": "2025-08",
    "/data/name": "Scale",
    "/sources/0/publisher": "Reuters",
    "/sources/0/kind": "press",
}


class Fields(HTMLParser):
    """What a browser would send of the form that writes an event, were it sent as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside, self._inert = False, 0
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._inside = given.get("class") == "event"
        elif tag == "template":
            self._inert += 1
        elif not self._inside or self._inert:
            return
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent[self._select] = value
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._inert -= 1
        elif tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area:
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data


def fields(page: httpx2.Response) -> dict[str, str]:
    return Fields(page.text).sent


def errors(page: httpx2.Response) -> str:
    """What the list at the top says."""
    return words("<main" + page.text.partition('class="summary"')[2].partition("</section>")[0])


@pytest.fixture(scope="module")
def url(fresh_database: Databases) -> Iterator[str]:
    """The worked example, which stays as it is."""
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        yield url


@pytest.fixture
def own_url(fresh_database: Databases) -> Iterator[str]:
    """The worked example, to write into."""
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        yield url


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[TestClient]:
    with serving(url) as client:
        yield client


@pytest.fixture
def client(server: TestClient) -> TestClient:
    """A browser that holds no cookie."""
    server.cookies.clear()
    return server


def sign_in(client: TestClient, key: str = KEY, **asked: str) -> httpx2.Response:
    return client.post("/login", data={"key": key} | asked, headers=FORMS, follow_redirects=False)


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    assert sign_in(client).status_code == 303
    return client


@pytest.fixture
def writer(own_url: str) -> Iterator[TestClient]:
    with serving(own_url) as client:
        assert sign_in(client).status_code == 303
        yield client


def send(client: TestClient, address: str, sent: dict[str, str], **more: str) -> httpx2.Response:
    """Send a form with one of its buttons."""
    data = {name: text for name, text in (sent | more).items() if name}
    return client.post(address, data=data, headers=FORMS, follow_redirects=False)


def filled_in(client: TestClient, address: str, **more: str) -> dict[str, str]:
    page = client.get(address, headers=HTML)
    assert page.status_code == 200, page.text
    return fields(page) | more


def test_a_key_is_brought_once_and_a_cookie_stands_for_it(client: TestClient) -> None:
    led = client.get("/record?subject=company/meta-platforms", headers=HTML, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/record%3Fsubject%3Dcompany/meta-platforms")
    page = client.get(led.headers["location"], headers=HTML)
    [following] = re.findall(r'name="next" value="([^"]*)"', page.text)
    answer = sign_in(client, next=unescape(following))
    assert (answer.status_code, answer.headers["location"]) == (303, "/record?subject=company/meta-platforms")
    cookie = {part.strip().partition("=")[0].lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite", "path", "max-age"} <= cookie
    assert "secure" not in cookie
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert KEY not in answer.headers["set-cookie"]
    assert "What happened?" in client.get(answer.headers["location"], headers=HTML).text


def test_over_https_the_cookie_stays_there(client: TestClient) -> None:
    answer = sign_in(TestClient(client.app, base_url="https://127.0.0.1:8000"))
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("key", ["", "nonsense", "pl_", KEY[:-1], "é", "pl_" + "A" * 43 + "_00000000"])
def test_a_key_that_opens_nothing_is_told_so_and_no_more(client: TestClient, key: str) -> None:
    answer = sign_in(client, key)
    assert answer.status_code == 403
    assert "This key opens nothing here. Copy it once more, whole." in words(answer.text)
    assert "set-cookie" not in answer.headers


LOCAL = ["/", "/record", "/companies/meta-platforms?valid_at=2025-06-30&known_at=@5", "/record/licensing.announced"]
ELSEWHERE = [
    *("//example.org", "/\\example.org", "https://example.org", "\\\\example.org", "javascript:alert(1)", "record"),
    *("/\t/example.org", "/a\r\nSet-Cookie: a=b", "/é", " /", "///example.org", "/a\\b"),
]


@pytest.mark.parametrize("path", LOCAL)
def test_who_signed_in_goes_on_to_the_page(client: TestClient, path: str) -> None:
    assert sign_in(client, next=path).headers["location"] == path


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_led_elsewhere(client: TestClient, path: str) -> None:
    answer = sign_in(client, next=path)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert client.get("/login", params={"next": path}, headers=HTML).status_code == 422


def test_where_reading_needs_a_key_a_session_reads_pages_and_the_interface_looks_at_no_cookie(url: str) -> None:
    with serving(url, host="0.0.0.0") as client:
        led = client.get("/companies/meta-platforms?known_at=2025-07-01", headers=HTML, follow_redirects=False)
        assert led.headers["location"] == "/login?next=/companies/meta-platforms%3Fknown_at%3D2025-07-01"
        asked_by_htmx = client.get("/deals", headers={"HX-Request": "true"})
        assert asked_by_htmx.headers["hx-redirect"] == "/login?next=/deals"
        sign_in(client)
        assert client.get("/companies/meta-platforms", headers=HTML).status_code == 200
        assert "data-stream" not in client.get("/", headers=HTML).text
        for address in ("/v1/companies/meta-platforms", "/v1/events", "/metrics"):
            assert client.get(address, headers=HTML).status_code == 401
        assert client.post("/v1/events", json=given.company_renamed("2025-01-01"), headers=FORMS).status_code == 401


def test_the_interface_takes_no_cookie_where_everybody_reads(writer: TestClient, own_url: str) -> None:
    before = held(own_url)
    wire = given.company_renamed("2025-01-01") | {"subject": "company/scale-ai"}
    assert writer.post("/v1/events", json=wire).status_code == 401
    assert held(own_url) == before
    assert writer.post("/v1/events", json=wire, headers=AUTHORIZED).status_code == 201


def test_who_signs_out_is_out(signed_in: TestClient) -> None:
    cookie = signed_in.cookies[COOKIE]
    token = filled_in(signed_in, "/record/company.renamed")["token"]
    assert signed_in.post("/logout", data={"token": "x"}, headers=FORMS).status_code == 403
    answer = send(signed_in, "/logout", {"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert COOKIE not in signed_in.cookies
    signed_in.cookies.set(COOKIE, cookie)
    assert signed_in.get("/record", headers=HTML, follow_redirects=False).status_code == 303


def test_signing_in_anew_ends_the_session_before(signed_in: TestClient) -> None:
    before = signed_in.cookies[COOKIE]
    sign_in(signed_in)
    after = signed_in.cookies[COOKIE]
    signed_in.cookies.clear()
    signed_in.cookies.set(COOKIE, before)
    assert signed_in.get("/record", headers=HTML, follow_redirects=False).status_code == 303
    signed_in.cookies.clear()
    signed_in.cookies.set(COOKIE, after)
    assert signed_in.get("/record", headers=HTML).status_code == 200


def test_a_key_that_is_revoked_ends_its_sessions_at_once(url: str) -> None:
    key = key_with(url, "record")["Authorization"].removeprefix("Bearer ")
    with serving(url) as client:
        sign_in(client, key)
        sent = filled_in(client, "/record/company.renamed") | RENAMED
        engine = make_engine(url)
        store = KeyStore(engine)
        [stored] = [one for one in store.all() if one.scopes == {"record"}]
        store.revoke(stored.key_id, utc_now())
        engine.dispose()
        assert client.get("/record", headers=HTML, follow_redirects=False).status_code == 303
        assert send(client, "/record/company.renamed", sent, do="check").status_code == 401


def test_a_session_ends_by_itself_and_there_are_not_too_many() -> None:
    now = datetime(2025, 6, 1, tzinfo=UTC)
    sessions = Sessions(lambda: now)
    first, second = (sessions.begin(FROM_ENVIRONMENT) for _ in range(2))
    for _ in range(MOST - 1):
        last = sessions.begin(FROM_ENVIRONMENT)
    assert sessions.find(first) is None
    assert sessions.find(second) is not None
    now += LIFETIME - timedelta(seconds=1)
    assert sessions.find(last) is not None
    now += timedelta(seconds=1)
    assert sessions.find(last) is None
    assert sessions.find("") is None


@pytest.mark.parametrize(
    ("scopes", "address", "missing"),
    [
        (("read",), "/record", "record"),
        (("record",), f"/events/{CLOSING}/correct", "curate"),
        (("record",), f"/events/{CLOSING}/retract", "curate"),
        (("curate",), f"/events/{CLOSING}/retract", "record"),
    ],
)
def test_a_session_may_what_its_key_may(url: str, scopes: tuple[str, ...], address: str, missing: str) -> None:
    key = key_with(url, *scopes)["Authorization"].removeprefix("Bearer ")
    with serving(url) as client:
        sign_in(client, key)
        answer = client.get(address, headers=HTML)
    assert answer.status_code == 403
    assert f"lacks the scope {missing}" in answer.text


ALIEN: Final[dict[str, dict[str, str]]] = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "another origin": {"Sec-Fetch-Site": "", "Origin": "https://example.org"},
    "no origin": {"Sec-Fetch-Site": "", "Origin": "null"},
}


@pytest.mark.parametrize("case", ALIEN)
def test_a_form_from_elsewhere_is_refused(signed_in: TestClient, url: str, case: str) -> None:
    sent = filled_in(signed_in, "/record/company.renamed") | RENAMED
    before = held(url)
    headers = {name: text for name, text in (FORMS | ALIEN[case]).items() if text}
    answer = signed_in.post("/record/company.renamed", data=sent, headers=headers)
    assert answer.status_code == 403
    assert "sent from another site" in answer.text
    assert held(url) == before


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_form_without_the_token_of_its_session_is_refused(signed_in: TestClient, token: str) -> None:
    sent = filled_in(signed_in, "/record/company.renamed") | RENAMED | {"token": token}
    answer = send(signed_in, "/record/company.renamed", sent, do="check")
    assert answer.status_code == 403
    assert "a session that is over" in answer.text


def test_the_token_of_another_session_is_none(signed_in: TestClient, url: str) -> None:
    sent = filled_in(signed_in, "/record/company.renamed") | RENAMED
    with serving(url) as other:
        sign_in(other)
        assert send(other, "/record/company.renamed", sent, do="check").status_code == 403


def test_a_form_that_is_too_large_strange_or_none_is_refused(signed_in: TestClient) -> None:
    address = "/record/company.renamed"
    sent = filled_in(signed_in, address) | RENAMED
    assert send(signed_in, address, sent, **{"/data/legal_name": "x" * 2**18}).status_code == 413
    assert send(signed_in, address, sent, cheked="x").status_code == 422
    assert send(signed_in, address, sent, **{"/data/nome": "x"}).status_code == 422
    assert signed_in.post(address, json=RENAMED, headers=FORMS).status_code == 415
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert signed_in.post(address, content=b"%ff=%ff&\xff", headers=FORMS | kind).status_code == 400
    assert signed_in.post(address, content="a=b&" * 20_000, headers=FORMS | kind).status_code == 400


def test_there_is_a_form_for_every_event_that_can_be_recorded(signed_in: TestClient) -> None:
    listed = set(re.findall(r'href="/record/([a-z_.]+)"', signed_in.get("/record", headers=HTML).text))
    assert listed == set(RECORDABLE)
    for type_ in RECORDABLE:
        page = signed_in.get(f"/record/{type_}", headers=HTML)
        assert page.status_code == 200
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=\")", page.text)


@pytest.mark.parametrize("type_", ["record.corrected", "log.started", "claim.reported", "investment.cloesd"])
def test_there_is_no_form_for_anything_else(signed_in: TestClient, type_: str) -> None:
    assert signed_in.get(f"/record/{type_}", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("subject", "types"),
    [
        ("deal/meta-scale-ai-2025", {"investment.amended"}),
        ("company/scale-ai", {"company.renamed", "ownership.recorded"}),
    ],
)
def test_only_what_can_happen_to_a_subject_is_offered(signed_in: TestClient, subject: str, types: set[str]) -> None:
    page = signed_in.get(f"/record?subject={subject}", headers=HTML)
    listed = re.findall(r'href="/record/([a-z_.]+)\?subject=([^"]*)"', page.text)
    assert types <= {type_ for type_, _ in listed}
    assert {about for _, about in listed} == {subject}
    assert "company.registered" not in page.text
    address = f"/record/{next(iter(types))}?subject={subject}"
    assert filled_in(signed_in, address)["/subject"] == subject


def test_what_a_check_showed_is_recorded_once(writer: TestClient, own_url: str) -> None:
    address = "/record/company.renamed"
    before = held(own_url)
    page = send(writer, address, filled_in(writer, address) | RENAMED, do="check")
    assert page.status_code == 200
    shown = words(page.text)
    assert "What it would change" in shown
    assert "name Scale AI Scale from 1 Aug 2025" in shown
    assert held(own_url) == before
    sent = fields(page)
    answers = [send(writer, address, sent, do="record") for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert held(own_url)["position"] == before["position"] + 1
    event = writer.get(answers[0].headers["location"], headers=HTML).text
    assert "Recorded." in words(event)
    assert "by k_environment" in words(event)
    again = writer.get(answers[0].headers["location"], headers=HTML).text
    assert "Recorded." not in words(again)


def test_what_is_changed_behind_a_check_is_checked_anew(writer: TestClient, own_url: str) -> None:
    address = "/record/company.renamed"
    page = send(writer, address, filled_in(writer, address) | RENAMED, do="check")
    before = held(own_url)
    page = send(writer, address, fields(page) | {"/data/name": "Scales"}, do="record")
    assert page.status_code == 200
    assert "You changed something after the check" in words(page.text)
    assert held(own_url) == before
    assert send(writer, address, fields(page), do="record").status_code == 303


@pytest.mark.parametrize("name", ["version", "once", "checked"])
def test_what_belongs_to_a_check_cannot_be_made_up(signed_in: TestClient, url: str, name: str) -> None:
    address = "/record/company.renamed"
    page = send(signed_in, address, filled_in(signed_in, address) | RENAMED, do="check")
    before = held(url)
    assert send(signed_in, address, fields(page) | {name: "7"}, do="record").status_code == 200
    assert held(url) == before


def test_where_somebody_else_was_faster_the_check_is_void(writer: TestClient) -> None:
    address = "/record/company.renamed"
    page = send(writer, address, filled_in(writer, address) | RENAMED, do="check")
    other = given.company_renamed("2025-07-01", name="Scale Labs") | {"subject": "company/scale-ai"}
    assert record(writer, other).status_code == 201
    late = send(writer, address, fields(page), do="record")
    assert late.status_code == 412
    assert "company/scale-ai is at version" in errors(late).lower()
    page = send(writer, address, fields(late), do="check")
    assert "Scale Labs Scale" in words(page.text)
    assert send(writer, address, fields(page), do="record").status_code == 303


def test_every_error_stands_at_its_field_and_what_was_typed_stays(signed_in: TestClient) -> None:
    address = "/record/investment.closed"
    typed = {
        "/data/issuer/name": 'Acme "A" <Labs>',
        "/data/amount/amount": "14.3bn",
        "/data/amount/currency": "USD",
        "/data/shares": "many",
        "/data/description": "\nTwo\nlines",
        "/occurred_on": "June",
    }
    page = send(signed_in, address, filled_in(signed_in, address) | typed, do="check")
    assert page.status_code == 422
    told = errors(page)
    for where in ("Amount Amount", "Shares", "When it took hold", "Who says so"):
        assert where in told
    for at in re.findall(r'class="summary".*?</section>', page.text, re.DOTALL)[0].split('href="#')[1:]:
        assert f'id="{at.partition(chr(34))[0]}"' in page.text
    assert typed.items() <= fields(page).items()
    assert '"14.3bn"' in unescape(page.text.partition('aria-label="Body"')[2])


def test_a_party_that_is_not_clear_is_chosen_from_those_it_may_be(writer: TestClient) -> None:
    address = "/record/ownership.recorded"
    typed = {
        "/subject": "company/scale-ai",
        "/occurred_on": "2024",
        "/data/owner/name": "Meta Platform",
        "/data/stake/percent/exactly": "5",
        "/sources/0/publisher": "Reuters",
        "/sources/0/kind": "press",
    }
    page = send(writer, address, filled_in(writer, address) | typed, do="check")
    assert page.status_code == 422
    choices = re.findall(r'name="set" value="([^"]*)"', page.text)
    assert choices == ["/data/owner/id=meta-platforms"]
    chosen = send(writer, address, fields(page), set=choices[0])
    assert chosen.status_code == 200
    assert fields(chosen)["/data/owner/id"] == "meta-platforms"
    registered = send(writer, address, fields(page), do="register")
    assert "“Meta Platform” would be registered as a new company" in words(registered.text)
    answer = send(writer, address, fields(registered), do="record")
    assert answer.status_code == 303


def test_a_deal_that_looks_like_another_is_a_step_of_it_or_another_deal(signed_in: TestClient) -> None:
    address = "/record/licensing.announced"
    typed = {
        "/occurred_on": "2025-08-25",
        "/data/licensors/0/name": "Midjourney",
        "/data/licensees/0/name": "Meta Platforms",
        "/data/subjects/0/name": "V7",
        "/data/subjects/0/type": "model",
        "/sources/0/publisher": "Reuters",
        "/sources/0/kind": "press",
    }
    page = send(signed_in, address, filled_in(signed_in, address) | typed, do="check")
    assert page.status_code == 409
    [step] = re.findall(r'name="set" value="([^"]*)"', page.text)
    [others] = re.findall(r'name="distinct" value="([^"]*)"', page.text)
    assert step == f"/subject=deal/{others}"
    as_step = send(signed_in, address, fields(page), set=step)
    assert fields(as_step)["/subject"] == f"deal/{others}"
    other = send(signed_in, address, fields(page), distinct=others)
    assert other.status_code == 200
    assert fields(other)["/distinct_from/0"] == others


def test_rows_are_added_and_taken_away_without_javascript(signed_in: TestClient) -> None:
    address = "/record/licensing.announced"
    sent = filled_in(signed_in, address) | {"/data/licensors/0/name": "Midjourney"}
    page = send(signed_in, address, sent, add="/data/licensors")
    assert page.status_code == 200
    assert fields(page)["/data/licensors/0/name"] == "Midjourney"
    assert fields(page)["/data/licensors/1/name"] == ""
    sent = fields(page) | {"/data/licensors/1/name": "Black Forest Labs"}
    page = send(signed_in, address, sent, remove="/data/licensors/0")
    assert fields(page)["/data/licensors/0/name"] == "Black Forest Labs"
    assert "/data/licensors/1/name" not in fields(page)


def test_the_command_that_is_shown_sends_the_same(writer: TestClient) -> None:
    address = "/record/company.renamed"
    typed = RENAMED | {"/data/name": "Scale 'n' \"more\""}
    page = send(writer, address, filled_in(writer, address) | typed, do="check")
    body = json.loads(unescape(re.findall(r'aria-label="Body">(.*?)</pre>', page.text, re.DOTALL)[0]))
    assert body["data"] == {"name": typed["/data/name"]}
    command = unescape(re.findall(r'aria-label="Command">(.*?)</pre>', page.text, re.DOTALL)[0])
    assert command.startswith("curl http://127.0.0.1:8000/v1/events ")
    assert record(writer, body).status_code == 201


def test_names_are_suggested_while_one_types(signed_in: TestClient) -> None:
    told = signed_in.get("/record/names?q=scale&among=company,deal", headers=HTML).text
    assert 'value="Scale AI" data-id="scale-ai" data-subject="company/scale-ai"' in told


def test_a_correction_sends_what_was_changed_and_no_more(writer: TestClient) -> None:
    address = f"/events/{CLOSING}/correct"
    sent = filled_in(writer, address)
    assert sent["/data/set/amount/amount"] == "14300000000"
    assert sent["/data/set/sources/0/publisher"]
    changed = {"/data/set/amount/amount": "14800000000", "/data/reason": "misread"}
    page = send(writer, address, sent | changed | {"/data/set/round": ""}, do="check")
    assert "amount US$14.3bn US$14.8bn" in words(page.text)
    body = json.loads(unescape(re.findall(r'aria-label="Body">(.*?)</pre>', page.text, re.DOTALL)[0]))
    assert body["data"].keys() <= {"target", "set", "unset", "reason"}
    assert body["data"]["set"] == {"amount": {"amount": "14800000000", "currency": "USD"}}
    answer = send(writer, address, fields(page), do="record")
    assert answer.status_code == 303
    assert "14.8bn" in words(writer.get("/deals/meta-scale-ai-2025", headers=HTML).text)
    again = filled_in(writer, address)
    assert again["/data/set/amount/amount"] == "14800000000"
    history = words(writer.get("/deals/meta-scale-ai-2025/history", headers=HTML).text)
    assert "record corrected" in history


def test_a_correction_of_nothing_is_none(signed_in: TestClient) -> None:
    address = f"/events/{CLOSING}/correct"
    page = send(signed_in, address, filled_in(signed_in, address) | {"/data/reason": "typo"}, do="check")
    assert page.status_code == 422
    assert "Set or unset at least one field" in errors(page)


def test_what_is_retracted_counts_for_nothing_and_can_be_brought_back(writer: TestClient) -> None:
    address = f"/events/{CLOSING}/retract"
    sent = filled_in(writer, address) | {"/data/reason": "never_happened", "/note": "A slip."}
    page = send(writer, address, sent, do="check")
    assert "closed rumoured" in words(page.text)
    answer = send(writer, address, fields(page), do="record")
    retraction = answer.headers["location"]
    assert "Retracted: it counts for nothing" in words(writer.get(f"/events/{CLOSING}", headers=HTML).text)
    dead = writer.get(f"/events/{CLOSING}/correct", headers=HTML)
    assert dead.status_code == 409
    assert writer.get(f"{retraction}/correct", headers=HTML).status_code == 422
    assert f'href="{retraction}/retract"' in writer.get(retraction, headers=HTML).text
    page = send(
        writer,
        f"{retraction}/retract",
        filled_in(writer, f"{retraction}/retract") | {"/data/reason": "other"},
        do="check",
    )
    assert send(writer, f"{retraction}/retract", fields(page), do="record").status_code == 303
    assert "counts for nothing" not in words(writer.get(f"/events/{CLOSING}", headers=HTML).text)


def test_a_value_leads_to_its_correction_for_those_who_are_signed_in(client: TestClient) -> None:
    pencil = f'href="/events/{CLOSING}/correct"'
    assert pencil not in client.get("/companies/meta-platforms", headers=HTML).text
    sign_in(client)
    assert pencil in client.get("/companies/meta-platforms", headers=HTML).text
    assert (
        'href="/record?subject=deal/meta-scale-ai-2025"' in client.get("/deals/meta-scale-ai-2025", headers=HTML).text
    )
