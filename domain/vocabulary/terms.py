"""What the terms of all kinds of deal have in common, and the words that more than one kind uses."""

from typing import ClassVar, Literal

from domain.values.model import Model

Exclusivity = Literal["exclusive", "sole", "non_exclusive", "unknown"]


class Terms(Model):
    """The terms of one kind of deal: every one optional, since news starts anywhere and tells a part."""

    required: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Terms that some event of the deal must state; of alternatives in one group, one is enough."""
