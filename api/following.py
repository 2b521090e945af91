"""Where readers of the feed go on: behind a position that the log has reached.

A log that was restored from a backup may end before what they have read, and give its positions to other events.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from api.dependencies import QueriesDep
from api.errors import BadParameters, ParameterFault
from api.parameters import After


def reached(parameter: str, position: int, end: int) -> int:
    """*position*, as *parameter* gives it to a log that ends at *end*. Raises BadParameters if it lies beyond."""
    if position > end:
        advice = f"the log ends at position {end}; if it was further once, it was restored: read it again from 0"
        raise BadParameters([ParameterFault(parameter, "beyond_the_log", advice)])
    return position


def _behind(queries: QueriesDep, after: After = 0) -> int:
    return reached("after", after, queries.as_of().position) if after else 0


BehindDep = Annotated[int, Depends(_behind)]
"""Only events behind this position."""
