"""Names looked up, as of any two dates: what may be meant by one that is being typed, who is meant by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.dependencies import AsOfDep, QueriesDep
from api.errors import BadParameters, ParameterFault
from api.openapi import AS_OF, answers
from api.parameters import like, names, whole
from api.schemas import Resolution, Suggestions
from domain.naming.typed import identifier_typed
from domain.naming.verdict import Mention
from infra.queries.naming import AMONG
from infra.queries.naming import Among as Family

router = APIRouter(prefix="/v1")

_TEXT: Final = like(r"[^\x00-\x1f\x7f]{1,200}", "write 1 to 200 characters on one line")

Typed = Annotated[str, Query(alias="q", description="What has been typed so far."), *_TEXT]
Among = Annotated[
    frozenset[Family],
    Query(description=f"What to suggest, separated by commas: {', '.join(AMONG)}; by default all."),
    *names(*AMONG),
]
Most = Annotated[int, Query(alias="limit", description="At most so many suggestions."), *whole(1, 50)]


def _identifier(scheme: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            return identifier_typed(scheme, text)
        except ValueError as error:
            raise PydanticCustomError("invalid_identifier", "{advice}", {"advice": str(error)}) from None

    return check


def _typed(scheme: str, example: str) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(_identifier(scheme)), WithJsonSchema({"type": "string", "examples": [example]})


Name = Annotated[
    str | None, Query(description="A name, in any way to write it: case, blanks and legal form do not count."), *_TEXT
]
Domain = Annotated[
    str | None,
    Query(description="A host name, or the address of a home page; `www` does not count."),
    *_typed("domain", "meta.com"),
]
Lei = Annotated[str | None, Query(description="A Legal Entity Identifier."), *_typed("lei", "BQ4BKCS1HXDV9HN80Z93")]
Wikidata = Annotated[str | None, Query(description="The id of a Wikidata item."), *_typed("wikidata", "Q380")]


@router.get("/companies/suggest", tags=["companies"], responses=answers(Suggestions, *AS_OF))
def suggest_companies(q: Typed, asked: AsOfDep, queries: QueriesDep, limit: Most = 10) -> Response:
    """Companies that may be meant by the beginning of a name.

    Names that begin so come first, then those of which a word does, then those that hold it; where there are none,
    those that are similar. Only names that a company bore on the day or before count, as known at the instant.
    """
    return asked.answer(lambda as_of: queries.naming.suggest(q, as_of, among={"company"}, limit=limit))


@router.get("/suggest", tags=["finding"], responses=answers(Suggestions, *AS_OF))
def suggest(
    q: Typed, asked: AsOfDep, queries: QueriesDep, among: Among = frozenset(AMONG), limit: Most = 10
) -> Response:
    """Companies, people, deals and transactions that may be meant by the beginning of a name, for one search box.

    Deals and transactions are found by the words of their ids and by what they are called.
    """
    return asked.answer(lambda as_of: queries.naming.suggest(q, as_of, among=among, limit=limit))


async def _mention(name: Name = None, domain: Domain = None, lei: Lei = None, wikidata: Wikidata = None) -> Mention:
    identifiers = {"domain": domain, "lei": lei, "wikidata": wikidata}
    given = {scheme: value for scheme, value in identifiers.items() if value is not None}
    if name is None and not given:
        advice = "say whom you mean by at least one of name, domain, lei and wikidata"
        raise BadParameters([ParameterFault("name", "missing", advice)])
    return Mention(name, given)


@router.get("/resolve", tags=["finding"], responses=answers(Resolution, *AS_OF))
def resolve(mention: Annotated[Mention, Depends(_mention)], asked: AsOfDep, queries: QueriesDep) -> Response:
    """The company or person that a name and identifiers mean: `match`, `ambiguous`, or `none`.

    Only an equal name in its normal form or an equal identifier makes a match. One who bears all that anybody bears of
    what is asked is a match, unless it has another LEI or Wikidata id. Where nobody is found, names that are only
    similar are told with a score; none is ever picked.
    """
    return asked.answer(lambda as_of: queries.naming.resolve(mention, as_of))
