"""The machine and the versions that the figures are of."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text


def described() -> dict[str, Any]:
    """What one must know to compare figures with those of another machine."""
    return {
        "name": platform.node(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in ("eventsourcing", "fastapi", "pydantic", "sqlalchemy", "uvicorn")},
        "commit": _commit(),
    }


def postgres_version(engine: Engine) -> str:
    """The version of the server behind *engine*."""
    with engine.connect() as connection:
        return str(connection.scalar(text("show server_version")))


def peak_memory_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _commit() -> str | None:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)  # noqa: S607
    return told.stdout.strip() or None
