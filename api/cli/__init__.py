"""The command ``pactlog``: the words of the API at a terminal.

commands     what can be typed, and the help for it
serving recording asking finding exporting upkeep
             what the commands do, with the ledger and the queries that HTTP uses
views        answers as people read them; programs say --json and get the documents of the API
failures     what went wrong: a line for each thing, and an exit code
"""

from api.cli.commands import main

__all__ = ["main"]
