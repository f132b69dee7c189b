"""In: a fillable PDF of ours. Out, as Markdown: what a personal packet costs, in one run.

    python tests/benchmarks/mail_merge.py [PDF] [--rows 1000] [--rounds 5]

Compared are a row of `mail_merge.write`, `shutil.copyfile` of the same bytes, and pypdf, which
fills the same fields with appearances. They take turns, so that a busy machine is busy for all of
them; the medians of the rounds are printed, in wall-clock and in processor time. Without an
argument, the largest PDF in dist/ is taken. Memory is measured in processes of their own.
"""

import argparse
import gc
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from pypdf import PdfReader, PdfWriter

from partnertools.answers import mail_merge
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.plan import FillPlan

ROOT = Path(__file__).parents[2]
# What a packet is made personal by: the texts at the opening of every tool.
SECTION = "about"
ROWS_OF_PYPDF = 2
Seconds = tuple[float, float]
PEAK = """
import resource, sys
from pathlib import Path
from partnertools.answers import mail_merge
pdf, table, folder = map(Path, sys.argv[1:4])
summary = mail_merge.write(pdf.read_bytes(), table, folder)
assert not summary.problems, summary.problems
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure what a personal packet costs.")
    parser.add_argument("pdf", type=Path, nargs="?", help="the largest in dist/")
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where copies are written: its disk counts")
    arguments = parser.parse_args(words)
    pdf = arguments.pdf or max(ROOT.glob("dist/**/*.pdf"), key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        _measure(pdf, Path(folder), arguments.rows, arguments.rounds)
    return 0


def _measure(pdf: Path, folder: Path, rows: int, rounds: int) -> None:
    blank = plan.of_pdf(pdf.read_bytes(), pdf)
    columns = sorted({name.partition(".")[2] for name in _texts(blank)})
    few, many = folder / "few.csv", folder / "many.csv"
    tenth = _table(few, columns, max(1, rows // 10))
    count = _table(many, columns, rows)
    one = folder / "one.csv"
    _table(one, columns, 1)
    out, copies = folder / "out", folder / "copies"
    copies.mkdir()
    starts: list[Seconds] = []
    runs: list[Seconds] = []
    copied: list[Seconds] = []
    filled: list[Seconds] = []
    for _ in range(rounds):
        starts.append(_timed(lambda: mail_merge.write(pdf.read_bytes(), one, out)))
        _empty(out)
        runs.append(_timed(lambda: mail_merge.write(pdf.read_bytes(), many, out)))
        _empty(out)
        copied.append(_timed(lambda: _copy(pdf, copies, count)))
        _empty(copies)
        filled.append(_timed(lambda: _with_pypdf(pdf, _texts(blank), folder / "pypdf.pdf")))
    print(f"`{pdf.name}`: {pdf.stat().st_size / 1000:,.0f} kB, {len(blank.fields)} fields; a row")
    print(f"fills {len(_texts(blank))} of them from {len(columns)} columns. {count:,} rows,")
    print(f"medians of {rounds} rounds, milliseconds.\n")
    print("| per row | wall clock | processor |\n|---|--:|--:|")
    row = [
        (w - s) / max(1, count - 1) for s, w in zip(_medians(starts), _medians(runs), strict=True)
    ]
    whole = [seconds / count for seconds in _medians(runs)]
    copy = [seconds / count for seconds in _medians(copied)]
    pypdf = [seconds / ROWS_OF_PYPDF for seconds in _medians(filled)]
    for name, values in (
        ("a row of `mail_merge.write`", row),
        ("the same with its share of the start", whole),
        ("`shutil.copyfile`", copy),
        ("pypdf", pypdf),
    ):
        print(f"| {name} | {values[0] * 1000:.3f} | {values[1] * 1000:.3f} |")
    for name, values in (("a row", row), ("with the start", whole)):
        times = [f"{v / max(c, 1e-9):.2f}" for v, c in zip(values, copy, strict=True)]
        print(f"| {name}: times the cost of copying | {times[0]} | {times[1]} |")
        times = [f"{p / max(v, 1e-9):,.0f}" for v, p in zip(values, pypdf, strict=True)]
        print(f"| {name}: times as fast as pypdf | {times[0]} | {times[1]} |")
    print(f"\nThe start: {_medians(starts)[0] * 1000:.0f} ms.")
    for name, table, number in (("few", few, tenth), ("many", many, count)):
        peak = _peak(pdf, table, folder / name)
        print(f"Peak memory of {number:,} rows: {peak / 1024:.0f} MB.")


def _texts(blank: FillPlan) -> list[str]:
    """Return the fields that are filled: the text fields of the openings, else all of one line."""
    texts = [field.id for field in blank.fields.values() if field.value_type.name == "text"]
    return [name for name in texts if name.split(".")[1] == SECTION] or texts


def _table(path: Path, columns: Sequence[str], rows: int) -> int:
    lines = [",".join(columns)]
    for row in range(rows):
        # Names differ from row to row, as do those of partners; they are as long as such names.
        lines.append(",".join(f"{row} {name.split('.')[-1][:8]} {row}" for name in columns))
    path.write_text("\n".join(lines), encoding="utf-8")
    return rows


def _timed(work: Callable[[], object]) -> Seconds:
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def _medians(measured: Sequence[Seconds]) -> Seconds:
    return median(wall for wall, _ in measured), median(processor for _, processor in measured)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _copy(pdf: Path, folder: Path, count: int) -> None:
    for number in range(count):
        shutil.copyfile(pdf, folder / f"{number}.pdf")


def _with_pypdf(pdf: Path, names: Sequence[str], out: Path) -> None:
    reader = PdfReader(pdf)
    for row in range(ROWS_OF_PYPDF):
        writer = PdfWriter(clone_from=reader)
        values: dict[str, str | list[str] | tuple[str, str, float]] = {
            name: f"{row} {name.split('.')[-1][:8]} {row}" for name in names
        }
        writer.update_page_form_field_values(None, values, auto_regenerate=False)
        writer.write(out)


def _peak(pdf: Path, table: Path, out: Path) -> int:
    """Return the most memory that a process of its own had, in kB."""
    command = [sys.executable, "-c", PEAK, str(pdf), str(table), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    shutil.rmtree(out)
    return int(done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
