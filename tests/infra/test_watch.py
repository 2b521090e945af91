"""Those who wait for the log to grow, while its database comes and goes."""

from __future__ import annotations

import anyio
import anyio.lowlevel
from sqlalchemy import event
from structlog.testing import capture_logs

from infra.queries.watch import Watch
from infra.store.engine import make_engine, writing
from tests.given import company_registered
from tests.histories import ledger_on, parsed


def test_an_outage_is_told_once_and_waited_for(database_url: str) -> None:
    engine = make_engine(database_url)
    ledger_on(engine).record(parsed([company_registered(None)]), recorded_by="test")
    failures = 0

    @event.listens_for(engine, "handle_error")
    def on_error(_context: object) -> None:
        nonlocal failures
        failures += 1

    def rename(table: str, name: str) -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")

    async def waited() -> int | None:
        found: list[int | None] = []
        watch = Watch(engine, pause=0.001)

        async def wait() -> None:
            found.append(await watch.beyond(0))

        async with watch.running(), anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            while failures < 5:
                await anyio.lowlevel.checkpoint()
            await anyio.to_thread.run_sync(rename, "elsewhere", "log_head")
        return found[0]

    rename("log_head", "elsewhere")
    with capture_logs() as told:
        assert anyio.run(waited) == 1
    engine.dispose()
    assert [line["log_level"] for line in told] == ["warning"]
