"""Looking after a store: its schema, its facts, its health."""

from __future__ import annotations

from alembic.util import CommandError
from rich.text import Text
from typer import Exit

from api.cli import store
from api.cli.failures import Code, Failure
from api.cli.terminal import answers, print_document, progress, say
from api.cli.views.layout import columns, print_block
from infra import migrate as migrations
from infra.doctor import Finding, examine
from infra.ledger import Ledger
from infra.projector import rebuild as rebuild_facts


def migrate(*, as_json: bool) -> None:
    """Bring the database to the schema of this version."""
    with store.as_it_is() as engine:
        before = migrations.current_revision(engine)
        try:
            migrations.migrate(engine.url)
        except CommandError as error:
            reason = f"{store.name_of(engine)} is no database of this version or an older one: {error}"
            raise Failure(reason, Code.UNUSABLE) from error
        after = migrations.current_revision(engine)
        if as_json:
            print_document({"before": before, "after": after})
        elif before == after:
            say(f"{store.name_of(engine)} has the schema of this version already")
        else:
            say(f"{store.name_of(engine)} now has the schema of this version")


def rebuild(*, as_json: bool) -> None:
    """Make all facts anew from the log."""
    with store.reading() as engine, progress("events") as told:
        done = 0

        def count(now: int, total: int) -> None:
            nonlocal done
            done = now
            told(now, total)

        rebuild_facts(Ledger(engine).log, count)
    if as_json:
        print_document({"events": done})
    else:
        say(f"all facts are made anew from {done:,} events")


def doctor(*, as_json: bool) -> None:
    """Compare all that is derived with the stored events. Exits with FOUND if something differs."""
    with store.reading() as engine:
        with progress("looking") as told:
            findings = list(examine(Ledger(engine).log, told))
        if as_json:
            print_document({"findings": [{"table": str(one.table), "detail": one.detail} for one in findings]})
        elif findings:
            _show(findings)
        else:
            say(f"{store.name_of(engine)} is sound: facts and tree follow from the stored events")
    if findings:
        raise Exit(Code.FOUND)


def _show(findings: list[Finding]) -> None:
    table = columns(2)
    for finding in findings:
        table.add_row(Text(finding.table, "yellow"), Text(finding.detail))
    console = answers()
    print_block(console, table)
    console.print(f"[bold red]{len(findings)} things differ from the stored events: restore a backup.[/]")
    console.print("Where only fact, party or entity_name differ, pactlog rebuild mends them.")
