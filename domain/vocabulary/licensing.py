"""The terms of a licensing: somebody may use what is somebody else's."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from domain.values.model import Model, picked, refusal
from domain.values.money import Amount, AmountRange, IncludedIn, Money, Undisclosed, money_form
from domain.values.partial_date import PartialDate
from domain.values.term import Term
from domain.values.text import Line, Listed, Percent, Prose
from domain.vocabulary.parties import Party, keep_apart
from domain.vocabulary.terms import Exclusivity, Terms

FieldOfUse = Literal["train", "fine_tune", "inference_output", "internal", "product_integration", "resale", "research"]


class Subject(Model):
    """A thing that is licensed."""

    name: Line
    """What it is called."""
    type: Literal[
        "model",
        "weights",
        "dataset",
        "content",
        "characters_ip",
        "patent",
        "software",
        "hardware_design",
        "brand",
        "know_how",
        "technology",
        "api_access",
    ]
    modalities: Listed[Literal["image", "video", "text", "audio", "code", "3d", "chip"]] | None = None


class Compensation(Model):
    """What the licensee gives, where the source says how it is made up."""

    total: Money | None = None
    upfront: Money | None = None
    minimum: Money | None = None
    """The guaranteed minimum."""
    annual: Money | None = None
    royalty_percent: Percent | None = None
    in_kind: Prose | None = None
    """What is given instead of money."""
    payer: Party | None = None
    """Who pays, where it is not the licensee."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refusal("empty", "state at least one thing, or leave the consideration out")
        return self


def _consideration(value: Any) -> type[Model]:
    parts = Compensation.model_fields.keys()
    return Compensation if isinstance(value, dict) and not parts.isdisjoint(value) else money_form(value)


class LicensingParties(Terms):
    """Who licenses what to whom."""

    required: ClassVar = (("licensors",), ("licensees",), ("subjects",))

    licensors: Listed[Party] | None = None
    """Whose it is."""
    licensees: Listed[Party] | None = None
    """Who may use it."""
    subjects: Listed[Subject] | None = None
    """What may be used."""


class LicensingTerms(LicensingParties):
    """The terms of a licensing."""

    exclusivity: Exclusivity | None = None
    """Who else may have the same: nobody, the licensor alone, or others."""
    field_of_use: Listed[FieldOfUse] | None = None
    """What it may be used for."""
    excluded: Listed[FieldOfUse] | None = None
    """What it must not be used for."""
    territory: Line | None = None
    """Where it may be used, in words."""
    sublicensable: bool | None = None
    """Whether the licensee may license it on."""
    exclusive_until: PartialDate | None = None
    """The last day on which nobody else may have it."""
    mutual: bool | None = None
    """A cross-licence: both sides are licensors and licensees."""
    conditions: Listed[Prose] | None = None
    """What the use is bound to."""
    term: Term | None = None
    """From when until when it holds."""
    consideration: Annotated[
        Amount | AmountRange | Undisclosed | IncludedIn | Compensation | None, picked(_consideration)
    ] = None
    """What the licensee gives: one Money, or what it is made up of."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        licensors = [(("licensors", index), party) for index, party in enumerate(self.licensors or ())]
        licensees = [(("licensees", index), party) for index, party in enumerate(self.licensees or ())]
        for sides in [(licensors,), (licensees,)] if self.mutual else [(licensors, licensees)]:
            keep_apart(*sides)
        return self
