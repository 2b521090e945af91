"""The JSON Schemas of events, for programs, forms and the OpenAPI document."""

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from domain.vocabulary.events import EVENT_TYPES, SCHEMA_VERSIONS, Event


class WireSchema(GenerateJsonSchema):
    """Says what the door does: an absent field is left out, never null; names speak for themselves."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def json_schema(type_: str, version: int) -> dict[str, Any]:
    """The JSON Schema (2020-12) of events of *type_* as sent. Raises KeyError if there is no such type or version."""
    if SCHEMA_VERSIONS[type_] != version:
        raise KeyError(version)
    schema = EVENT_TYPES[type_].model_json_schema(schema_generator=WireSchema)
    return {"$schema": WireSchema.schema_dialect, **schema}


def event_schemas(ref_template: str = "#/components/schemas/{model}") -> dict[str, dict[str, Any]]:
    """Every schema by name for an OpenAPI document; ``Event`` is the union of all events."""
    union = TypeAdapter[Any](Event).json_schema(schema_generator=WireSchema, ref_template=ref_template)
    definitions = union.pop("$defs")
    return {**definitions, "Event": union}
