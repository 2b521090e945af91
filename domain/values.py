"""What all values share: a frozen model that refuses with advice, texts, decimals, counts and lists."""

import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

_MULTILINE_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_DECIMAL: Final = r"(0|[1-9][0-9]{0,23})(\.[0-9]{1,12})?"
WHOLE: Final = 100
_ADVICE: Final = {
    "extra_forbidden": "there is no such field here",
    "tuple_type": "give a list",
}

T = TypeVar("T", bound=Hashable)


def refusal(code: str, message: str, *location: str | int) -> ValidationError:
    """One error at *location*, to be raised by a validator that looks at more than one field."""
    return refusals([(location, code, message)])


def refusals(errors: Sequence[tuple[tuple[str | int, ...], str, str]]) -> ValidationError:
    """Several errors at once, each (location, code, message)."""
    details = [
        InitErrorDetails(type=PydanticCustomError(code, "{message}", {"message": message}), loc=location, input=None)
        for location, code, message in errors
    ]
    return ValidationError.from_exception_data("event", details)


class Model(BaseModel):
    """A frozen value without coercion: unknown fields and null are refused, and every refusal says what to do."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        use_attribute_docstrings=True,
        serialize_by_alias=True,
    )
    missing: ClassVar[dict[str, tuple[str, str]]] = {}
    """Code and message for required fields whose absence has a name of its own."""

    @classmethod
    def wire_names(cls) -> dict[str, str]:
        """Each field's name on the wire."""
        return {name: field.alias or name for name, field in cls.model_fields.items()}

    @model_validator(mode="wrap")
    @classmethod
    def _advise(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        nulls = [key for key, item in value.items() if item is None] if isinstance(value, dict) else []
        errors = [((key,), "null_value", "leave the field out instead of sending null") for key in nulls]
        try:
            model = handler(value)
        except ValidationError as error:
            found = [
                detail for detail in error.errors(include_url=False) if detail["loc"][:1] not in {(n,) for n in nulls}
            ]
            raise refusals(errors + [cls._advised(detail) for detail in found]) from None
        if errors:
            raise refusals(errors)
        return model

    @classmethod
    def _advised(cls, detail: ErrorDetails) -> tuple[tuple[str | int, ...], str, str]:
        code, location, message = detail["type"], detail["loc"], detail["msg"]
        if "message" in detail.get("ctx", {}):
            return location, code, message
        if code in {"missing", "too_short"} and location in {(name,) for name in cls.missing}:
            return location, *cls.missing[str(location[0])]
        message = _ADVICE.get(code, message)
        if code == "extra_forbidden":
            message += _nearest(location[-1], [*cls.wire_names().values()])
        if code == "literal_error":
            message += _nearest(detail["input"], re.findall(r"'([^']*)'", message))
        return location, code, message


def _nearest(name: object, valid: list[str]) -> str:
    near = get_close_matches(str(name), valid, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


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
    if not 0 < Decimal(value) <= WHOLE:
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


def picked(pick: Callable[[Any], type[Model]]) -> WrapValidator:
    """Choose one case of a union by looking at the value, so that errors point into the value and speak of one case."""

    def validate(value: Any, handler: object) -> Model:
        del handler
        return (type(value) if isinstance(value, Model) else pick(value)).model_validate(value)

    return WrapValidator(validate)
