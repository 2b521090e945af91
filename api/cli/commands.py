"""What can be typed after ``pactlog``, and the help for it.

What a command needs is imported when it runs, so that help and completion answer at once. An option with a metavar says
its name, since some versions of typer would call it by the metavar.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.access import Scope
from api.cli.failures import Group

main = typer.Typer(
    name="pactlog",
    cls=Group,
    help="An event-sourced, bitemporal database of corporate AI deals: what was true then, as we knew it when.",
    epilog="Settings are variables of the environment, as PACTLOG_DATABASE_URL. Exit codes: 0 well, 1 found something"
    " wrong, 2 not all was done, 3 unusable input, 64 wrong usage, 130 interrupted.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Subject = Annotated[
    str,
    typer.Argument(metavar="SUBJECT", help="company/…, person/…, deal/… or transaction/…, as company/meta-platforms"),
]
ValidAt = Annotated[
    str | None,
    typer.Option(
        "--valid-at", metavar="DAY", help="What was true on this day, as 2025-06-30; by default the day of --known-at."
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="WHEN",
        help="As the log knew it then: 2025-06-30T12:00:00Z, a day (its end in UTC), or @12, a position. Default: now.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The document of the API, for programs.")]
CreateMissing = Annotated[
    bool, typer.Option("--create-missing", help="Register companies and people that nobody bears the name of.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show what would come of it, after all checks; nothing is stored.")
]


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pactlog {version('pactlog')}")
        raise typer.Exit


@main.callback(invoke_without_command=True)
def _pactlog(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback has done all
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@main.command(epilog="For example: pactlog serve --demo --port 8080")
def serve(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Fill an empty log with the demonstration.")] = False,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="The address to listen on. Default: PACTLOG_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, metavar="PORT", help="Its port; 0 takes a free one. Default: PACTLOG_PORT."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Serve HTTP until Ctrl-C. An empty database is set up first."""
    from api.cli import serving

    serving.serve(demo=demo, host=host, port=port, as_json=as_json)


@main.command(epilog="For example: PACTLOG_DATABASE_URL=postgresql://user@host/database pactlog migrate")
def migrate(*, as_json: Json = False) -> None:
    """Bring the database to the schema of this version."""
    from api.cli import upkeep

    upkeep.migrate(as_json=as_json)


@main.command(name="import", epilog="For example: pactlog import --create-missing data/ai-deals.ndjson")
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="NDJSON, an event a line; - is standard input.")],
    *,
    each: Annotated[
        bool,
        typer.Option("--each", help="Judge each line by itself: a bad one is told and left out."),
    ] = False,
    create_missing: CreateMissing = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record the events of files, up to 1,000 at once; what was imported before is not recorded twice."""
    from api.cli import importing

    importing.import_files(files, create_missing=create_missing, each=each, dry_run=dry_run, as_json=as_json)


@main.command(epilog="For example: pactlog record --dry-run event.json")
def record(
    file: Annotated[str, typer.Argument(metavar="FILE", help="One event as JSON; - is standard input.")] = "-",
    *,
    create_missing: CreateMissing = False,
    if_match: Annotated[
        str | None,
        typer.Option(
            "--if-match", metavar="VERSION", help="Only if its subject is at this version, as 3, or 0 for a new one."
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record one event, and show what it changed."""
    from api.cli import recording

    recording.record(file, create_missing=create_missing, if_match=if_match, dry_run=dry_run, as_json=as_json)


@main.command(epilog="For example: pactlog state company/meta-platforms --valid-at 2025-06-30 --known-at 2025-07-01")
def state(
    subject: Subject,
    *,
    valid_at: ValidAt = None,
    known_at: KnownAt = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="ended,sources", help="Show more: the deals that are over, who says all of it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a company, person, deal or transaction as of two dates."""
    from api.cli import asking

    asking.state(subject, valid_at=valid_at, known_at=known_at, include=include or [], as_json=as_json)


@main.command(epilog="For example: pactlog history deal/meta-scale-ai-2025 --axis valid")
def history(
    subject: Subject,
    *,
    axis: Annotated[
        Literal["known", "valid"],
        typer.Option(help="Order by when the log learnt of a change, or by when it happened in the world."),
    ] = "known",
    valid_at: ValidAt = None,
    known_at: KnownAt = None,
    as_json: Json = False,
) -> None:
    """Show every change, newest first: what, when, by whom, and who says so."""
    from api.cli import asking

    asking.history(subject, axis=axis, valid_at=valid_at, known_at=known_at, as_json=as_json)


@main.command(epilog="For example: pactlog diff company/meta-platforms --valid-at 2025-06-11..2025-06-30")
def diff(subject: Subject, *, valid_at: ValidAt = None, known_at: KnownAt = None, as_json: Json = False) -> None:
    """Compare two days, --valid-at A..B, or two states of our knowledge, --known-at A..B, or both."""
    from api.cli import asking

    asking.diff(subject, valid_at=valid_at, known_at=known_at, as_json=as_json)


@main.command(epilog="For example: pactlog search scale --among company")
def search(  # noqa: PLR0913 - each option is one of the command
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The beginning of a name, or a word of it.")],
    *,
    among: Annotated[
        Literal["company", "person", "deal", "transaction"] | None,
        typer.Option("--among", help="Only such; by default all."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=50, metavar="NUMBER", help="At most so many, the best.")
    ] = 20,
    valid_at: ValidAt = None,
    known_at: KnownAt = None,
    as_json: Json = False,
) -> None:
    """Look a name up among companies, people, deals and transactions."""
    from api.cli import asking, finding
    from infra.queries.naming import AMONG

    finding.search(
        text, asking.question_of(valid_at, known_at), among=[among] if among else AMONG, limit=limit, as_json=as_json
    )


@main.command(epilog="For example: pactlog export deals --format csv --output deals.csv")
def export(  # noqa: PLR0913 - each option is one of the command
    sort: Annotated[
        Literal["events", "deals", "companies"],
        typer.Argument(metavar="events|deals|companies", help="What to export: all of one sort."),
    ],
    *,
    form: Annotated[
        Literal["ndjson", "csv"], typer.Option("--format", help="A JSON document a line, or CSV for spreadsheets.")
    ] = "ndjson",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to; - is standard output. Default: a file named after its sort, day and position.",
        ),
    ] = None,
    valid_at: ValidAt = None,
    known_at: KnownAt = None,
    as_json: Json = False,
) -> None:
    """Write all events, deals or companies, as of two dates, to a file; events can be imported into another log."""
    from api.cli import asking, exporting

    exporting.export(sort, asking.question_of(valid_at, known_at), form=form, output=output, as_json=as_json)


@main.command(epilog="For example: pactlog rebuild --json")
def rebuild(*, as_json: Json = False) -> None:
    """Make all facts anew from the log."""
    from api.cli import upkeep

    upkeep.rebuild(as_json=as_json)


@main.command(epilog="For example: pactlog doctor --json")
def doctor(*, as_json: Json = False) -> None:
    """Recompute facts and tree from the stored events, and compare."""
    from api.cli import upkeep

    upkeep.doctor(as_json=as_json)


keys = typer.Typer(name="keys", help="Make, list and revoke the keys that open the API.")
main.add_typer(keys)


@keys.callback(invoke_without_command=True)
def _keys(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@keys.command(epilog="For example: pactlog keys create --scope read --name dashboard")
def create(
    *,
    scope: Annotated[
        list[Scope],
        typer.Option("--scope", metavar="SCOPE", help=f"What it may do, once for each: {', '.join(Scope)}."),
    ] = [Scope.READ, Scope.RECORD],  # noqa: B006 - typer copies it
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="For people to tell it apart; the log never holds it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key. It is shown this once, and only its digest kept."""
    from api.cli import keys as commands

    commands.create(scope, name, as_json=as_json)


@keys.command(name="list", epilog="For example: pactlog keys list --json")
def list_(*, as_json: Json = False) -> None:
    """List all keys: their ids, names and scopes, and since when or until when they open."""
    from api.cli import keys as commands

    commands.list_(as_json=as_json)


@keys.command(epilog="For example: pactlog keys revoke k_4t9v2m8q")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the key, as pactlog keys list tells it.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Even the last key with the scope admin.")] = False,
    as_json: Json = False,
) -> None:
    """Revoke a key: it opens nothing from now on, in running servers too. What it recorded stays."""
    from api.cli import keys as commands

    commands.revoke(key_id, force=force, as_json=as_json)
