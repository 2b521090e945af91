"""The normal form of names, what fits one that is being typed, and who is meant by one."""

from __future__ import annotations

import pytest

from domain.fold.fact import Fact
from domain.naming.fits import Typed
from domain.naming.names import Name, names_in
from domain.naming.resolution import name_key
from domain.naming.typed import identifier_typed
from domain.naming.verdict import Mention, verdict


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("Scale AI", "ScaleAI"),
        ("Midjourney", "Mid Journey"),
        ("OpenAI", "Open AI"),
        ("Scale AI, Inc.", "scale ai"),
        ("Meta Platforms, Inc", "META PLATFORMS"),
        ("Bending Spoons S.p.A.", "Bending Spoons"),
        ("Alibaba Pte. Ltd.", "Alibaba"),
        ("Ｏｐｅｎ ＡＩ", "OpenAI"),
        ("L'Oréal", "L’Oréal"),
    ],
)
def test_ways_to_write_one_name_have_one_key(written: str, alike: str) -> None:
    assert name_key(written) == name_key(alike)


@pytest.mark.parametrize(("one", "other"), [("Inc", "Ltd"), ("Alpha", "Alpha Labs"), ("!!!", "???")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("typed", "fit"),
    [
        ("s", "start"),
        ("ScaleA", "start"),
        ("scale ai, inc", "start"),
        ("ai", "word"),
        ("ai sc", "word"),
        ("cale", "part"),
        ("scaly", None),
    ],
)
def test_a_name_fits_from_its_start_from_a_word_or_somewhere(typed: str, fit: str | None) -> None:
    found = Typed(typed).best([Name("name", "Scale AI")])
    assert (found.how if found else None) == fit


def test_the_name_that_fits_best_is_told_and_the_first_of_equals() -> None:
    profile = {"name": "Omega", "legal_name": "The Alpha Company", "former_names": [{"name": "Alpha", "until": "2024"}]}
    found = Typed("alp").best(names_in(profile))
    assert found
    assert (found.field, found.text) == ("former_name", "Alpha")
    found = Typed("o").best([Name("name", "Omega"), Name("alias", "OM")])
    assert found
    assert found.field == "name"


def test_an_erased_name_is_no_name() -> None:
    profile = {"name": {"erased": True}, "aliases": [{"erased": True}, "Annie"]}
    assert list(names_in(profile)) == [Name("alias", "Annie")]


@pytest.mark.parametrize(
    ("scheme", "typed", "meant"),
    [
        ("domain", "https://www.Meta.com/", "meta.com"),
        ("domain", "META.COM.", "meta.com"),
        ("domain", "http://meta.com:80", "meta.com"),
        ("domain", "bücher.example", "xn--bcher-kva.example"),
        ("lei", "bq4b kcs1 hxdv 9hn8 0z93", "BQ4BKCS1HXDV9HN80Z93"),
        ("wikidata", " q380", "Q380"),
    ],
)
def test_identifiers_are_taken_as_they_are_pasted(scheme: str, typed: str, meant: str) -> None:
    assert identifier_typed(scheme, typed) == meant


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        *(("domain", one) for one in ("meta", "meta.com/about", "ftp://meta.com", "me ta.com", "a..b", "", "Ⅷ" * 80)),
        *(("lei", one) for one in ("BQ4BKCS1HXDV9HN80Z94", "X", "")),
        *(("wikidata", one) for one in ("380", "Q0", "Q", "")),
    ],
)
def test_what_is_no_identifier_is_refused_with_advice(scheme: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"\b(is|has|say)\b"):
        identifier_typed(scheme, typed)


LEI, OTHER_LEI = "BQ4BKCS1HXDV9HN80Z93", "549300MLUDYVRQOOXS22"


def bearer(company: str, name: str, *aliases: str, **identifiers: str) -> Fact:
    held = [{"scheme": scheme, "value": value} for scheme, value in identifiers.items()]
    value = {"name": name, "aliases": [{"alias": alias} for alias in aliases], "identifiers": held}
    return Fact(f"company/{company}", "profile", None, None, None, None, value, ())


ALPHA = bearer("alpha", "Alpha, Inc.", "A", lei=LEI, domain="alpha.example")
TWIN = bearer("alpha-2", "ALPHA", domain="www.twin.example")
BETA = bearer("beta", "Beta", lei=OTHER_LEI, domain="beta.example")
EVERYBODY = [ALPHA, TWIN, BETA]


@pytest.mark.parametrize(
    ("name", "identifiers", "result", "candidates"),
    [
        ("Beta GmbH", {}, "match", ["beta"]),
        ("alpha", {}, "ambiguous", ["alpha", "alpha-2"]),
        ("alpha", {"domain": "alpha.example"}, "match", ["alpha"]),
        ("alpha", {"lei": LEI, "domain": "alpha.example"}, "match", ["alpha"]),
        (None, {"domain": "twin.example"}, "match", ["alpha-2"]),
        ("Beta", {"domain": "alpha.example"}, "ambiguous", ["alpha", "beta"]),
        ("Beta", {"domain": "nobody.example"}, "match", ["beta"]),
        ("Beta", {"lei": "5493000IBP32UQZ0KL24"}, "ambiguous", ["beta"]),
        ("alpha", {"lei": "5493000IBP32UQZ0KL24"}, "match", ["alpha-2"]),
        ("Gamma", {"domain": "nobody.example"}, "none", []),
        ("Betas", {}, "none", []),
    ],
)
def test_only_who_bears_all_that_anybody_bears_is_meant(
    name: str | None, identifiers: dict[str, str], result: str, candidates: list[str]
) -> None:
    found = verdict(Mention(name, identifiers), EVERYBODY)
    assert (found.result, [one.profile.subject.removeprefix("company/") for one in found.candidates]) == (
        result,
        candidates,
    )


def test_a_contradiction_is_told_with_both_sides() -> None:
    found = verdict(Mention("Beta", {"lei": LEI}), EVERYBODY)
    told = {
        one.profile.subject: [(reason.by, reason.says, reason.value) for reason in one.reasons]
        for one in found.candidates
    }
    assert found.result == "ambiguous"
    assert told == {
        "company/alpha": [("lei", "same", LEI)],
        "company/beta": [("name", "same", "Beta"), ("lei", "other", OTHER_LEI)],
    }


def test_what_nobody_bears_is_told() -> None:
    assert verdict(Mention("Beta", {"domain": "nobody.example"}), EVERYBODY).unconfirmed == ["domain"]
    assert verdict(Mention("Nobody", {}), EVERYBODY).unconfirmed == ["name"]
