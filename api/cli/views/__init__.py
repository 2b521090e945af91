"""Answers as people read them: the documents of the API, told in words and columns."""

from api.cli.views import changes, states, suggestions

__all__ = ["changes", "states", "suggestions"]
