"""The normal form of names: one key for all ways to write one name."""

from __future__ import annotations

import pytest

from domain.naming.resolution import name_key


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
