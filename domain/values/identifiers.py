"""Names of things that machines agree on: our own ids and subjects, and the identifiers that others assign."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from domain.values.model import Model, refusal
from domain.values.sources import http_url
from domain.values.text import Line

_SLUG: Final = r"[a-z0-9][a-z0-9-]{1,79}"
_PERSON: Final = r"p_[a-z0-9]{10}"
_UUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def _like(pattern: str, message: str) -> tuple[AfterValidator, WithJsonSchema]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError("invalid_id", "{message}", {"message": message})
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "pattern": f"^({pattern})$"})


_SLUG_ADVICE: Final = "an id has 2 to 80 lower-case letters, digits and hyphens and starts with no hyphen"

DealId = Annotated[str, *_like(_SLUG, _SLUG_ADVICE)]
EntityId = Annotated[str, *_like(f"{_SLUG}|{_PERSON}", f"{_SLUG_ADVICE}; a person's is p_ and 10 of them")]
"""The id of a company, or of a person where people invest, sell or work."""

CompanySubject = Annotated[str, *_like(f"company/{_SLUG}", 'the subject is a company, as "company/meta-platforms"')]
PersonSubject = Annotated[str, *_like(f"person/{_PERSON}", 'the subject is a person, as "person/p_7k3m9x2q1z"')]
DealSubject = Annotated[str, *_like(f"deal/{_SLUG}", 'the subject is a deal, as "deal/meta-scale-ai-2025"')]
TransactionSubject = Annotated[
    str, *_like(f"transaction/{_SLUG}", 'the subject is a transaction, as "transaction/windsurf"')
]

EventId = Annotated[
    str,
    *_like(_UUID, "give a UUID, as 6a5f2b1e-0d1f-5c53-9a35-6f0f6f0c9a10"),
    AfterValidator(str.lower),
]
"""Any UUID; kept in lower case."""


def is_person(entity_id: str) -> bool:
    """Whether *entity_id* names a person rather than a company."""
    return entity_id.startswith("p_")


def subject_of_party(party: Mapping[str, object]) -> str | None:
    """``company/…`` or ``person/…`` for a party with an id; None for one that is only named, or unnamed."""
    match party.get("id"):
        case str() as entity_id:
            return f"person/{entity_id}" if is_person(entity_id) else f"company/{entity_id}"
    return None


def _is_lei(value: str) -> bool:
    """ISO 17442: 18 letters and digits, then two check digits by ISO 7064 MOD 97-10."""
    return bool(re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value)) and int(_as_digits(value)) % 97 == 1


def _is_isin(value: str) -> bool:
    """ISO 6166: country, nine letters and digits, then a check digit by Luhn over the expanded digits."""
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{9}[0-9]", value):
        return False
    digits = [int(digit) for digit in reversed(_as_digits(value))]
    return sum(digits[::2] + [digit // 5 + digit * 2 % 10 for digit in digits[1::2]]) % 10 == 0


def _is_orcid(value: str) -> bool:
    """ISO 7064 MOD 11-2 over sixteen digits in four groups, X standing for ten."""
    if not re.fullmatch(r"([0-9]{4}-){3}[0-9]{3}[0-9X]", value):
        return False
    total = 0
    for digit in value.replace("-", ""):
        total = total * 2 + (10 if digit == "X" else int(digit))
    return total % 11 == 1


def _as_digits(value: str) -> str:
    return "".join(str(int(char, 36)) for char in value)


def _is_url(value: str) -> bool:
    try:
        return bool(http_url(value))
    except PydanticCustomError:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: bool(compiled.fullmatch(value))


_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_SCHEMES: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "lei": (_is_lei, "an LEI has 18 capital letters and digits and two check digits; these do not add up"),
    "wikidata": (_matches(r"Q[1-9][0-9]{0,14}"), "a Wikidata id is Q and a number, as Q380"),
    "cik": (_matches(r"[0-9]{1,10}"), "a CIK has up to 10 digits"),
    "isin": (_is_isin, "an ISIN has a country, 9 capital letters and digits and a check digit; these do not add up"),
    "ticker": (_matches(r"[0-9A-Z][0-9A-Z.:\-]{0,29}"), "a ticker has capitals and digits, as NASDAQ:META"),
    "domain": (
        _matches(rf"(?=.{{1,253}}$)({_LABEL}\.)+{_LABEL}"),
        "a domain is a bare lower-case host name, as meta.com",
    ),
    "opencorporates": (_matches(r"[a-z]{2}(_[a-z]{2})?/[0-9A-Za-z.\-]{1,100}"), "write it as us_de/1234567"),
    "crunchbase": (_matches(r"[a-z0-9][a-z0-9-]{0,99}"), "a Crunchbase id is the last part of its address, as meta"),
    "orcid": (_is_orcid, "an ORCID has 16 digits in four groups, as 0000-0002-1825-0097; these do not add up"),
    "url": (_is_url, "give a full web address with http or https"),
}


class Identifier(Model):
    """A name in a scheme that others keep."""

    scheme: str
    value: Line

    @model_validator(mode="after")
    def _sound(self) -> Self:
        sound, advice = _SCHEMES[self.scheme]
        if not sound(self.value):
            raise refusal("invalid_identifier", advice, "value")
        return self


class CompanyIdentifier(Identifier):
    """A company's name in a scheme that others keep."""

    scheme: Literal["lei", "wikidata", "cik", "isin", "ticker", "domain", "opencorporates", "crunchbase"]


class PersonIdentifier(Identifier):
    """A person's name in a scheme that others keep."""

    scheme: Literal["orcid", "wikidata", "url"]
