"""The frozen model that all values are made of: it refuses with advice, and says where."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, WrapValidator, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

_ADVICE: Final = {
    "extra_forbidden": "there is no such field here",
    "missing": "this field is required",
    "model_type": "give an object",
    "tuple_type": "give a list",
    "string_too_long": "write at most {max_length} characters",
    "string_too_short": "write at least {min_length} characters",
    "greater_than_equal": "it is {ge} or more",
    "greater_than": "it is more than {gt}",
    "less_than_equal": "it is at most {le}",
    "less_than": "it is less than {lt}",
}


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
        nulls = set()
        if isinstance(value, dict) and None in value.values():
            nulls = {(key,) for key, item in value.items() if item is None}
        errors = [(at, "null_value", "leave the field out instead of sending null") for at in nulls]
        try:
            model = handler(value)
        except ValidationError as error:
            found = [detail for detail in error.errors(include_url=False) if detail["loc"] not in nulls]
            raise refusals(errors + [cls._advised(detail) for detail in found]) from None
        if errors:
            raise refusals(errors)
        return model

    @classmethod
    def _advised(cls, detail: ErrorDetails) -> tuple[tuple[str | int, ...], str, str]:
        code, location, message = detail["type"], detail["loc"], detail["msg"]
        if "message" in detail.get("ctx", {}):
            return location, code, message
        if code in {"missing", "too_short"} and len(location) == 1 and location[0] in cls.missing:
            return location, *cls.missing[str(location[0])]
        if code in _ADVICE:
            message = _ADVICE[code].format(**detail.get("ctx", {}))
        if code == "extra_forbidden":
            message += _nearest(location[-1], [*cls.wire_names().values()])
        if code == "literal_error":
            message += _nearest(detail["input"], re.findall(r"'([^']*)'", message))
        return location, code, message


def _nearest(name: object, valid: list[str]) -> str:
    near = get_close_matches(str(name), valid, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


def picked(pick: Callable[[Any], type[Model]]) -> WrapValidator:
    """Choose one case of a union by looking at the value, so that errors point into the value and speak of one case."""

    def validate(value: Any, handler: object) -> Model:
        del handler
        return (type(value) if isinstance(value, Model) else pick(value)).model_validate(value)

    return WrapValidator(validate)
