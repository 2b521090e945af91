"""``python -m bench.quote FILE …``: put the figures of runs, as ``make bench`` kept them, into docs/performance.md."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).parent.parent / "docs" / "performance.md"
_BETWEEN: Final = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
_VERDICTS: Final = {True: "yes", False: "**no**", None: ""}


def main() -> None:
    """Replace the figures on the page by those of the files that are named."""
    told = "\n".join(_section(json.loads(Path(name).read_text())) for name in sys.argv[1:])
    PAGE.write_text(_BETWEEN.sub(lambda _: told, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE} quotes {', '.join(sys.argv[1:])}; add these to git with --force")


def _section(run: dict[str, Any]) -> str:
    machine = run["machine"]
    rows = ["| what | store | Pactlog | baseline | ratio | target | reached |", "|---|---|---|---|---|---|---|"]
    rows += [_row(line) for line in run["lines"]]
    told = f"{run['events']:,} events on {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; "
    told += f"{machine['system']}, Python {machine['python']}, SQLite {machine['sqlite']}, commit {machine['commit']}, "
    return f"{told}load {machine['load_before']} when the run began.\n\n" + "\n".join(rows) + "\n"


def _row(line: dict[str, Any]) -> str:
    ratio = f"{line['ratio']:.2f} ×" if line["ratio"] is not None else ""
    cells = (
        *(line["what"], line["store"], _figure(line["ours"]) or "later", _figure(line["baseline"]), ratio),
        *(line["target"] or "", _VERDICTS[line["reached"]]),
    )
    return f"| {' | '.join(cells)} |"


def _figure(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    value: float = figure["value"]
    told = f"{value:,.{0 if value >= 100 else 2}f} {figure['unit']}"
    return told + (f", p99 {figure['spread']['p99']:,.2f}" if figure.get("spread") else "")


if __name__ == "__main__":
    main()
