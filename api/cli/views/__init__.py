"""Answers as people read them: the documents of the API, told in words and columns."""

from api.cli.views import changes, states

__all__ = ["changes", "states"]
