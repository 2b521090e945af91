"""Around every request, from the outside in; each is a class that wraps an ASGI application."""

from __future__ import annotations

from typing import Final

from api.middleware.deadline import Deadline
from api.middleware.guard import Guard
from api.middleware.heads import Heads
from api.middleware.observation import Observation
from api.middleware.protection import Protection

AROUND: Final = (Observation, Protection, Deadline, Heads, Guard)
"""All of them, the outermost first."""
