"""The small values that larger ones are made of: texts, decimals, percentages, counts and lists."""

import re
import unicodedata
from collections.abc import Hashable
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.values.model import refusal

_MULTILINE_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_DECIMAL: Final = r"(0|[1-9][0-9]{0,23})(\.[0-9]{1,12})?"
_WHOLE: Final = 100

T = TypeVar("T", bound=Hashable)


def _text(value: object, controls: re.Pattern[str]) -> object:
    if not isinstance(value, str) or (value.isascii() and value.isprintable() and not value.isspace() and value):
        return value
    if not value.strip():
        raise PydanticCustomError("blank", "say something, or leave the field out")
    if controls.search(value):
        raise PydanticCustomError("control_character", "remove the control characters")
    if _SURROGATES.search(value):
        raise PydanticCustomError("lone_surrogate", "the text holds half a character; send valid Unicode")
    return unicodedata.normalize("NFC", value)


def single_line(value: object) -> object:
    """Refuse blank text and control characters, and bring the rest to NFC."""
    return _text(value, _CONTROLS)


def prose(value: object) -> object:
    """Refuse blank text and control characters but tab and newline, and bring the rest to NFC."""
    return _text(value.replace("\r\n", "\n") if isinstance(value, str) else value, _MULTILINE_CONTROLS)


Line = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(single_line)]
"""One line of text, as a name or a title: NFC, not blank, no control characters."""

Prose = Annotated[str, Field(min_length=1, max_length=5000), BeforeValidator(prose)]
"""Text that may have several lines: NFC, not blank, no control characters but tab and newline."""

Quote = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(prose)]
"""A short quotation, so that the source's rights are respected."""


def decimal_text(value: object) -> object:
    """Refuse what is no plain decimal in a string: JSON numbers, signs, exponents, leading zeros."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticCustomError(
            "number_for_decimal", 'send decimal strings, as "14300000000": JSON numbers lose money'
        )
    if isinstance(value, str) and not re.fullmatch(_DECIMAL, value):
        if re.fullmatch("-" + _DECIMAL, value):
            raise PydanticCustomError("negative", "negative values are refused; the direction is told by the field")
        raise PydanticCustomError("invalid_decimal", 'write a plain decimal, as "14300000000" or "0.5"')
    return value


DecimalText = Annotated[
    str,
    BeforeValidator(decimal_text),
    WithJsonSchema({"type": "string", "pattern": f"^{_DECIMAL}$", "examples": ["49.5"]}),
]
"""A decimal as text: digits with an optional fraction, without sign, exponent or leading zeros."""


def _percent(value: str) -> str:
    if not 0 < Decimal(value) <= _WHOLE:
        raise PydanticCustomError("percent_out_of_range", "a percentage is above 0 and at most 100")
    return value


Percent = Annotated[DecimalText, AfterValidator(_percent)]
"""A percentage above 0 and at most 100, as a decimal string."""

Count = Annotated[int, Field(ge=1, lt=2**53)]
"""A whole number that every JSON reader keeps exactly."""


def some(items: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse a list that says nothing; pydantic's own minimum would count only the sound items."""
    if not items:
        raise PydanticCustomError("too_short", "give at least one, or leave the field out")
    return items


def distinct(items: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse a list that says something twice."""
    seen: set[T] = set()
    for index, item in enumerate(items):
        if item in seen:
            raise refusal("duplicate", "this entry is there already", index)
        seen.add(item)
    return items


Listed = Annotated[
    tuple[T, ...],
    Field(strict=False, max_length=1000, json_schema_extra={"minItems": 1}),
    AfterValidator(some),
    AfterValidator(distinct),
]
"""A list of one to a thousand different entries."""
