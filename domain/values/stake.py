"""A stake: one party's holding in another after an event, in percent as the trade writes it."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, TypeAdapter, WrapValidator, model_validator

from domain.values.model import Model, refusal
from domain.values.text import Listed, Percent

Interest = Literal[
    "shareholding",
    "votingRights",
    "appointmentOfBoard",
    "otherInfluenceOrControl",
    "seniorManagingOfficial",
    "settlor",
    "trustee",
    "protector",
    "beneficiaryOfLegalArrangement",
    "rightsToSurplusAssetsOnDissolution",
    "rightsToProfitOrIncome",
    "rightsGrantedByContract",
    "conditionalRightsGrantedByContract",
    "controlViaCompanyRulesOrArticles",
    "controlByLegalFramework",
    "boardMember",
    "boardChair",
    "unknownInterest",
    "unpublishedInterest",
    "enjoymentAndUseOfAssets",
    "rightToProfitOrIncomeFromAssets",
    "nominee",
    "nominator",
]
"""Codelist interestType of the Beneficial Ownership Data Standard 0.4."""


class PercentRange(Model):
    """A percentage that the source places between two others."""

    min: Percent
    max: Percent

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if Decimal(self.min) > Decimal(self.max):
            raise refusal("range_reversed", "min is above max", "min")
        return self


_ONE_PERCENT: Final = TypeAdapter[str](Percent, config=ConfigDict(strict=True))


def _percent(value: Any, handler: object) -> PercentRange | str:
    del handler
    if isinstance(value, dict | PercentRange):
        return PercentRange.model_validate(value)
    return _ONE_PERCENT.validate_python(value)


class Stake(Model):
    """A holding after the event, never what was bought. A party that holds nothing has no stake: leave it out."""

    percent: Annotated[PercentRange | Percent, WrapValidator(_percent)]
    """How much of the whole."""
    voting: Literal["full", "limited", "none", "unknown"] | None = None
    """The votes that come with it."""
    basis: Literal["outstanding", "fully_diluted", "as_converted", "unknown"] | None = None
    """What the percentage is a percentage of."""
    interests: Listed[Interest] | None = None
    """What kinds of interest the holding gives (BODS 0.4)."""
