"""Words on a command line -> a run of the pipeline, with an exit status.

0: fine. 1: the content has problems. 2: wrong usage. A command loads what it needs: some of the
libraries take longer to load than most commands to run.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from partnertools import __version__
from partnertools.commands import check, new, release, schemas, serve, telling, translate, verify
from partnertools.commands.words import add_base, add_quiet, add_root
from partnertools.model.toolkit import PAPERS
from partnertools.problems import Problem, UserError, Where
from partnertools.typography import counted

if TYPE_CHECKING:
    from partnertools.build.packets import Imposition

# How seldom garbage is looked for. What is read of the content are many objects at once, hardly any
# of them in circles: at the usual pace, that takes a fifth of the time.
GARBAGE = (100_000, 50, 100)
# What tables are saved as; `packet --for` reads one.
TABLES = (".csv", ".tsv", ".xlsx", ".ods")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name, and return its exit status."""
    arguments = parser().parse_args(words)
    gc.set_threshold(*GARBAGE)
    try:
        return int(arguments.run(arguments))
    except UserError as error:
        telling.say_problems(error.problems, "; nothing was written")
        return 1


def parser() -> argparse.ArgumentParser:
    """Return what reads the words of a command line."""
    whole = argparse.ArgumentParser(
        prog="partnertools", description="Build a printable and fillable toolkit from Markdown."
    )
    whole.add_argument("--version", action="version", version=f"partnertools {__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    words = "build the site and the PDFs, into dist/ or another folder"
    command = commands.add_parser("build", help=words, description=words)
    add_root(command)
    add_base(command)
    add_quiet(command)
    command.set_defaults(run=_build)
    _add_build(command)
    words = "write a filled copy of a form"
    command = commands.add_parser("fill", help=words, description=words)
    command.add_argument("form", help="a PDF of the toolkit, or the slug of a worksheet in dist/")
    command.add_argument(
        "answers", type=Path, help="the answer file (JSON), or a filled copy (PDF)"
    )
    command.add_argument("-o", "--out", type=Path, required=True, help="the PDF to write")
    paper = "only with a slug (default: the toolkit's paper)"
    command.add_argument("--paper", type=str.lower, choices=PAPERS, help=paper)
    add_root(command)
    add_quiet(command)
    kind = command.add_mutually_exclusive_group()
    kind.add_argument("--lock", action="store_true", help="keep the fields, but read-only")
    kind.add_argument("--flatten", action="store_true", help="make the answers part of the page")
    command.set_defaults(run=_fill)
    check.add(commands)
    new.add(commands)
    release.add(commands)
    schemas.add(commands)
    serve.add(commands)
    translate.add(commands)
    verify.add(commands)
    _add_packet(commands)
    _add_collect(commands)
    return whole


def _add_build(command: argparse.ArgumentParser) -> None:
    cache = command.add_mutually_exclusive_group()
    again = "make everything again, also what the cache of earlier builds holds"
    cache.add_argument("--no-cache", action="store_true", help=again)
    other = "where to keep what is made, perhaps for several machines (your cache folder)"
    cache.add_argument("--cache", type=Path, metavar="FOLDER", help=other)
    first = "write the new pages before the PDFs are rendered, with the PDFs of the build before"
    command.add_argument("--pages-first", action="store_true", help=first)
    out = "where to write the site: a folder that is new, empty or of an earlier build (dist)"
    command.add_argument("--out", type=Path, metavar="FOLDER", help=out)
    base = "the address under which it is published (that of toolkit.yaml)"
    command.add_argument("--base-url", default="", metavar="URL", help=base)
    where = "who renders: a Dask cluster, by its scheduler `dask://HOST:PORT` (this machine)"
    command.add_argument("--executor", default="", metavar="ADDRESS", help=where)


def _add_packet(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "write a packet: one PDF of several worksheets, as it is or for each of many partners"
    command = commands.add_parser("packet", help=words, description=words)
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("slug", nargs="?", help="a packet of content/packets/")
    which.add_argument("--tools", help="worksheet slugs, separated by commas: a packet of your own")
    command.add_argument("--title", help="with --tools: the title on the cover")
    command.add_argument("-o", "--out", type=Path, required=True, help="the PDF, or the folder")
    command.add_argument(
        "--paper", type=str.lower, choices=PAPERS, help="(default: the toolkit's paper)"
    )
    words = "the code of one of the toolkit's languages (default: its own)"
    command.add_argument("--language", default="", metavar="LANG", help=words)
    command.add_argument("--large", action="store_true", help="large print: 18 points")
    command.add_argument("--lines", action="store_true", help="lines to write on by hand")
    command.add_argument(
        "--for", dest="table", type=Path, help="a CSV: one filled packet per row, into the folder"
    )
    command.add_argument(
        "--name",
        default="",
        help="with --for: the pattern for file names, such as `{organization}`",
    )
    command.add_argument("--jobs", type=int, default=1, help="with --for: how many at a time")
    imposed = command.add_mutually_exclusive_group()
    imposed.add_argument("--booklet", action="store_true", help="to fold and staple in the middle")
    imposed.add_argument("--two-up", action="store_true", help="two pages on a side of a sheet")
    add_root(command)
    add_base(command)
    add_quiet(command)
    command.set_defaults(run=_packet, parser=command)


def _add_collect(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "read filled copies, and write tables and a report that compares them"
    command = commands.add_parser("collect", help=words, description=words)
    command.add_argument(
        "files", type=Path, nargs="+", help="PDFs, answer files, tables (CSV), folders of them"
    )
    words = "the folder to write into: new, empty, or one that `collect` has written"
    command.add_argument("-o", "--out", type=Path, required=True, help=words)
    add_root(command)
    add_base(command)
    words = "how many processes read (as many as there are processors, up to 4)"
    command.add_argument("--jobs", type=int, default=0, help=words)
    add_quiet(command)
    command.set_defaults(run=_collect)


def _collect(arguments: argparse.Namespace) -> int:
    from partnertools import source
    from partnertools.answers import collecting
    from partnertools.build.project import read_layouts

    toolkit = source.read(arguments.root / "content", base=arguments.base)
    layouts = read_layouts(arguments.root, arguments.base, toolkit.language)
    with _progress(arguments.quiet) as progress:
        collected = collecting.collect(
            arguments.files, arguments.out, toolkit, layouts, max(0, arguments.jobs), progress
        )
    for problem in collected.problems:
        print(problem, file=sys.stderr)
    telling.say_notes(collected.notes)
    if not arguments.quiet:
        copies = "1 copy" if collected.copies == 1 else f"{collected.copies} copies"
        read = counted(collected.files, "file")
        print(f"{copies} in {read}: see {arguments.out / 'index.html'}")
    return 1 if collected.problems else 0


def _packet(arguments: argparse.Namespace) -> int:
    if arguments.title and arguments.tools is None:
        arguments.parser.error("--title goes with --tools")
    if arguments.table and (arguments.booklet or arguments.two_up):
        arguments.parser.error("--for writes forms to fill in; impose them one by one")
    if arguments.table and arguments.out.suffix.lower() == ".pdf":
        folder = arguments.out.with_suffix("")
        arguments.parser.error(f"--for writes a PDF for each row into a folder: say `-o {folder}`")
    if arguments.name and not arguments.table:
        arguments.parser.error("--name goes with --for; the name of one PDF is that of -o")
    if arguments.jobs < 1:
        arguments.parser.error("--jobs takes a whole number from 1")
    from partnertools.build import packets
    from partnertools.model.editions import Edition

    edition = Edition(is_large=arguments.large, is_ruled=arguments.lines)
    rendered = packets.render(
        arguments.root,
        arguments.slug or "",
        tuple(arguments.tools.split(",")) if arguments.tools is not None else (),
        arguments.title or "",
        arguments.paper,
        edition,
        base=arguments.base,
        language=arguments.language,
    )
    if arguments.table:
        with _progress(arguments.quiet) as progress:
            written = packets.for_each(
                rendered, arguments.table, arguments.out, arguments.name, arguments.jobs, progress
            )
        for problem in written.problems:
            print(problem, file=sys.stderr)
        if not arguments.quiet:
            packets_written = "1 packet" if written.written == 1 else f"{written.written} packets"
            print(f"{packets_written} in {arguments.out}")
            if written.names_only:
                print(f"used only in file names: {', '.join(written.names_only)}")
        return 1 if written.problems else 0
    imposition: Imposition = ""
    if arguments.booklet or arguments.two_up:
        imposition = "booklet" if arguments.booklet else "two-up"
    stream = _stream_for_words(arguments.out)
    words = packets.save(rendered, arguments.out, imposition)
    if not arguments.quiet:
        print(words, file=stream)
    return 0


def _fill(arguments: argparse.Namespace) -> int:
    from partnertools.answers import filling

    if arguments.answers.suffix.lower() in TABLES:
        what = "`fill` takes the answers of one person, and this is a table"
        remedy = "run `partnertools packet` with `--for`, which fills in a packet for each row"
        raise UserError([Problem(Where(arguments.answers), what, remedy)])
    stream = _stream_for_words(arguments.out)
    form = filling.form_path(arguments.form, arguments.root, arguments.paper)
    count = filling.fill(
        form,
        arguments.answers,
        arguments.out,
        is_locked=arguments.lock,
        is_flat=arguments.flatten,
        root=arguments.root,
    )
    if not arguments.quiet:
        print(f"{counted(count, 'answer')} in {arguments.out}", file=stream)
    return 0


def _build(arguments: argparse.Namespace) -> int:
    from partnertools.build import makers, site, unchanged
    from partnertools.build.executors import Executors
    from partnertools.cache import Cache
    from partnertools.source import overlay, settings

    if arguments.base_url and not settings.is_base_url(arguments.base_url):
        what = f"`{arguments.base_url}` is no address of a site"
        where = Where(Path("--base-url"))
        raise UserError([Problem(where, what, settings.BASE_URL_REMEDY)])
    started = time.monotonic()
    bases = [str(path) for path in overlay.roots(arguments.root, arguments.base)[1:]]
    reading = unchanged.begin(str(arguments.root), bases)
    with _progress(arguments.quiet) as progress:
        cache = None if arguments.no_cache else Cache(arguments.cache)
        built = site.build(
            arguments.root,
            progress,
            cache,
            Executors(arguments.executor),
            pages_first=arguments.pages_first,
            out=arguments.out,
            base=arguments.base,
            base_url=arguments.base_url,
        )
    summary = (
        f"{counted(built.tools, 'tool')}, {counted(built.guides, 'guide')},"
        f" {built.pdfs} PDFs with {built.pages} pages, {built.files} files"
        f" in {arguments.out or arguments.root / 'dist'}"
    )
    shares = telling.shares(built.translations)
    if not arguments.quiet:
        telling.say_notes(built.notes)
        for line in shares:
            print(line)
        print(f"{summary} ({time.monotonic() - started:.1f} s)")
    is_usual = not (arguments.out or arguments.base or arguments.base_url)
    # The base may have become another one after it was looked at.
    is_usual &= bases == [str(path) for path in overlay.roots(arguments.root)[1:]]
    if reading and is_usual and built.site and (libraries := makers.files()):
        notes = [f"note: {note}" for note in built.notes]
        reading.remember(built.site, libraries, "\n".join([*notes, *shares, summary]))
    return 0


@contextmanager
def _progress(is_quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being done, in one line that is gone in the end."""
    is_live = sys.stderr.isatty() and not is_quiet

    def show(step: str) -> None:
        if is_live:
            print(f"\r\x1b[K{step} …", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if is_live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _stream_for_words(out: Path) -> TextIO:
    """Return where to say what was written: not into a PDF that goes to standard output."""
    with suppress(OSError, ValueError):
        if os.path.samestat(out.stat(), os.fstat(sys.stdout.fileno())):
            return sys.stderr
    return sys.stdout
