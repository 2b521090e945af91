"""Names and sources that nobody bears and nobody wrote."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

_FIRST: Final = (
    *("Amber", "Arbor", "Argon", "Aspen", "Basalt", "Birch", "Cedar", "Cobalt", "Coral", "Crimson", "Delta", "Ember"),
    *("Falcon", "Fjord", "Flint", "Garnet", "Glacier", "Granite", "Harbor", "Hazel", "Heron", "Indigo", "Iris", "Jade"),
    *("Juniper", "Kestrel", "Lagoon", "Larch", "Linden", "Lotus", "Lumen", "Lynx", "Maple", "Marble", "Meadow", "Mica"),
    *("Nimbus", "Ochre", "Onyx", "Opal", "Orchid", "Osprey", "Pebble", "Pine", "Quartz", "Raven", "Saffron", "Sable"),
)
_SECOND: Final = (
    *("Analytics", "Bio", "Brain", "Capital", "Chips", "Circuits", "Cloud", "Compute", "Data", "Devices", "Dynamics"),
    *("Fabric", "Foundry", "Grid", "Health", "Imaging", "Inference", "Intelligence", "Kernels", "Language", "Learning"),
    *(
        "Logic",
        "Machines",
        "Media",
        "Minds",
        "Models",
        "Motion",
        "Networks",
        "Neural",
        "Optics",
        "Photonics",
        "Pictures",
    ),
    *("Reasoning", "Research", "Robotics", "Search", "Semiconductors", "Sensors", "Speech", "Systems", "Tensor"),
    *("Ventures", "Vision", "Voice"),
)
_GIVEN: Final = ("Ada", "Boris", "Chen", "Dora", "Emil", "Fatima", "Grace", "Hiro", "Ines", "Jonas", "Kofi", "Lena")
_FAMILY: Final = ("Abel", "Brandt", "Costa", "Dubois", "Egger", "Fischer", "Garcia", "Hansen", "Ito", "Jensen", "Kowal")
_PUBLISHERS: Final = (
    *(("Reuters", "press"), ("Financial Times", "press"), ("The Information", "anonymous_press")),
    *(("SEC", "filing"), ("The company", "party_statement"), ("Crunchbase", "aggregator")),
)


def company_name(number: int) -> str:
    """The name of the company with this *number*, different for each."""
    index, first = divmod(number - 1, len(_FIRST))
    round_, second = divmod(index, len(_SECOND))
    return f"{_FIRST[first]} {_SECOND[(second + first) % len(_SECOND)]}" + (f" {round_ + 1}" if round_ else "")


def person_name(random: Random) -> str:
    """A name that several people bear."""
    return f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}"


def source(random: Random, day: date) -> dict[str, Any]:
    """Somebody who says so, on a page of that *day*."""
    publisher, kind = random.choice(_PUBLISHERS)
    number = random.randrange(10**8)
    return {
        "publisher": publisher,
        "kind": kind,
        "published_on": day.isoformat(),
        "title": f"What the market talked about, number {number}",
        "url": f"https://news.example/{day:%Y/%m/%d}/what-the-market-talked-about-{number}",
    }
