"""Pages as a browser without JavaScript gets them: what they tell, where they lead, and how they say what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.client import Databases, load_worked_example, record, serving

META = "/companies/meta-platforms"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(fresh_database: Databases) -> Iterator[TestClient]:
    with fresh_database("sqlite") as url:
        load_worked_example(url)
        with serving(url) as client:
            yield client


def words(html: str) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<main")[2]).split())


def page(client: TestClient, address: str) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


@pytest.mark.parametrize(
    ("dates", "told", "untold"),
    [
        ("valid_at=2025-06-11&known_at=2025-06-11", "about US$14.8bn", "49 %"),
        ("valid_at=2025-06-30&known_at=2025-06-11", "rumoured", "49 %"),
        ("valid_at=2025-06-30&known_at=2025-07-01", "49 %, no votes", "rumoured"),
        ("valid_at=2025-08-25&known_at=2025-09-01", "presumed in force", "rumoured"),
    ],
)
def test_a_company_is_told_as_of_both_dates(client: TestClient, dates: str, told: str, untold: str) -> None:
    shown = words(page(client, f"{META}?{dates}"))
    assert told in shown
    assert untold not in shown.partition("Timeline")[0]


def test_a_page_says_as_of_when_it_is(client: TestClient) -> None:
    now = words(page(client, META))
    then = words(page(client, f"{META}?valid_at=2025-06-30&known_at=2025-07-01"))
    assert "What was true on" not in now
    assert "What was true on 30 June 2025 , as known on 1 July 2025, 23:59:59 UTC" in then


def test_links_keep_the_dates_and_lead_to_the_same_question_of_the_interface(client: TestClient) -> None:
    dates = "valid_at=2025-06-30&known_at=2025-07-01"
    shown = page(client, f"{META}?{dates}").replace("&amp;", "&")
    assert f'href="/companies/scale-ai?{dates}"' in shown
    assert f'href="/deals/meta-scale-ai-2025?{dates}"' in shown
    assert f'href="/v1{META}?{dates}">JSON' in shown


def test_the_steps_of_a_slider_lead_to_the_changes_before_and_after(client: TestClient) -> None:
    shown = page(client, f"{META}?known_at=2025-06-11").replace("&amp;", "&")
    assert f'href="{META}?known_at=@5" aria-label="change after"' in shown
    between = page(client, f"{META}?known_at=@5").replace("&amp;", "&")
    assert f'href="{META}?known_at=2025-06-13" aria-label="change after"' in between
    last = page(client, META).replace("&amp;", "&")
    assert 'aria-label="change after"' not in last.partition('class="clock known"')[2]


def test_a_store_that_is_a_demonstration_says_so(client: TestClient, fresh_database: Databases) -> None:
    assert "Demonstration." in page(client, "/")
    with fresh_database("sqlite") as url, serving(url) as own:
        registered = {"type": "company.registered", "data": {"name": "A"}}
        assert record(own, registered | {"sources": [{"publisher": "P", "kind": "press"}]}).status_code == 201
        assert "Demonstration." not in page(own, "/")


def test_what_was_recorded_is_shown_and_not_run(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        name = "<script>alert(1)</script>"
        event = {"type": "company.registered", "subject": "company/odd", "data": {"name": name}}
        assert record(client, event | {"sources": [{"publisher": "P", "kind": "press"}]}).status_code == 201
        shown = page(client, "/companies/odd")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert name not in shown


def test_an_empty_field_of_a_form_asks_nothing(client: TestClient) -> None:
    answer = client.get(f"{META}?valid_at=2025-06-30&known_at=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{META}?valid_at=2025-06-30")


def test_an_unknown_company_is_told_with_those_that_may_be_meant(client: TestClient) -> None:
    answer = client.get("/companies/meta-platform", headers=HTML)
    assert answer.status_code == 404
    assert "No such company" in answer.text
    assert f'href="{META}"' in answer.text


def test_a_company_not_known_yet_is_told_with_the_way_to_its_first_day(client: TestClient) -> None:
    answer = client.get(f"{META}?known_at=2020-01-01", headers=HTML)
    assert answer.status_code == 404
    (way,) = re.findall(rf'href="({META}\?known_at=@\d+)"', answer.text)
    assert "Meta" in page(client, way)


def test_an_unknown_parameter_is_refused_with_the_nearest(client: TestClient) -> None:
    answer = client.get(f"{META}?valid_on=2025-06-30", headers=HTML)
    assert answer.status_code == 422
    assert "did you mean valid_at?" in answer.text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/problem+json"),
        ("application/json, text/html;q=0.9", "application/problem+json"),
        ("text/html;q=0, */*", "application/problem+json"),
        ("text/html, application/json;q=0.9", "text/html; charset=utf-8"),
    ],
)
def test_a_problem_is_told_in_the_form_that_is_preferred(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.get("/companies/nobody", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize("asked", ["deals?kind=&party=meta-platfroms", "events?type=&company=meta-platfroms"])
def test_a_form_filled_in_with_a_slip_leads_to_who_may_be_meant(client: TestClient, asked: str) -> None:
    answer = client.get(f"/{asked}", headers=HTML)
    assert answer.status_code == 404
    assert "the log holds no company" in words(answer.text)
    assert 'href="/companies/meta-platforms"' in answer.text


def test_a_part_of_a_page_is_answered_with_a_problem_as_a_page(client: TestClient) -> None:
    answer = client.get("/companies/nobody", headers={"HX-Request": "true"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


CLOSING = "6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/", "Latest in the log"),
        ("/companies?q=scale", "Scale AI"),
        ("/people", "Alexandr Wang"),
        ("/deals?kind=licensing", "Midjourney"),
        (f"{META}/history", "investment closed"),
        (f"{META}/history?axis=valid", "12 June 2025"),
        (f"{META}/compare", "Choose two points"),
        (f"{META}/diff?known_at=2025-06-11..2025-07-01&valid_at=2025-06-30", "record changed"),
        (f"{META}/diff?valid_at=2025-06-11..2025-06-30", "world changed"),
        ("/deals/meta-scale-ai-2025", "rumoured"),
        ("/events", "licensing announced"),
    ],
)
def test_there_is_a_page_for_every_answer(client: TestClient, address: str, told: str) -> None:
    assert told in words(page(client, address))


def test_a_value_leads_to_the_event_that_set_it(client: TestClient) -> None:
    shown = page(client, "/deals/meta-scale-ai-2025")
    (event,) = re.findall(r'href="(/events/[^"]*)"[^>]*>US\$14.3bn', shown)
    told = words(page(client, event))
    for part in ("in the record since 13 June 2025", "by demonstration", "about US$14.8bn US$14.3bn"):
        assert part in told


def test_two_entries_of_a_history_are_compared_under_the_address_of_their_difference(client: TestClient) -> None:
    shown = page(client, f"{META}/history")
    before, after = re.findall(r'name="known_(?:before|after)" value="(@\d+)"[^>]* checked', shown)[::-1]
    answer = client.get(f"{META}/compare?known_before={before}&known_after={after}", follow_redirects=False)
    assert answer.headers["location"] == f"{META}/diff?known_at={before}..{after}"


def test_an_empty_date_to_compare_is_now(client: TestClient) -> None:
    answer = client.get(f"{META}/compare?valid_before=2025-06-11&valid_after=", headers=HTML)
    assert answer.status_code == 200
    assert str(answer.url).partition("?")[2].startswith("valid_at=2025-06-11..20")


def test_a_further_page_of_deals_keeps_filters_and_dates(client: TestClient) -> None:
    shown = page(client, "/deals?limit=1&known_at=2025-09-01").replace("&amp;", "&")
    (further,) = re.findall(r'rel="next" href="([^"]*)"', shown)
    assert further.startswith("/deals?limit=1&known_at=2025-09-01&cursor=")
    assert words(page(client, further)) != words(shown)


def test_pages_hold_no_script_and_no_style_of_their_own(client: TestClient) -> None:
    for address in ("/", META, "/problems"):
        shown = page(client, address)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=\")", shown)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', shown)


def test_a_page_needs_a_key_where_the_interface_does(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url, host="0.0.0.0") as client:
        assert client.get("/").status_code == 401


def test_a_deal_without_a_headline_is_called_by_who_takes_part(client: TestClient) -> None:
    for address in ("/deals/meta-scale-ai-2025", "/deals/meta-scale-ai-2025/history", "/deals"):
        assert "Scale AI and Meta" in words(page(client, address))
    assert "Midjourney and Meta Platforms: licence" in words(page(client, "/deals/meta-midjourney-2025"))


def test_a_team_that_is_to_be_hired_is_told_without_a_name(fresh_database: Databases) -> None:
    with fresh_database("sqlite") as url, serving(url) as client:
        sources = [{"publisher": "P", "kind": "press"}]
        data = {"employer": {"name": "Acme"}, "team": {"description": "its robotics team"}}
        event = {"type": "hiring.rumoured", "subject": "deal/team", "occurred_on": "2025", "data": data}
        answer = record(client, event | {"sources": sources}, params={"create_missing": "true"})
        assert answer.status_code == 201
        assert "Acme: hire" in words(page(client, "/deals/team"))
        assert "rumoured" in words(page(client, "/companies/acme"))
