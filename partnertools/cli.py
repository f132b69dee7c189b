"""Words on a command line -> a run of the pipeline, with an exit status.

0: fine. 1: the content has problems. 2: wrong usage.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from partnertools import __version__, content, fields, filling, pipeline
from partnertools.model import PAPERS
from partnertools.problems import ContentError


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name, and return its exit status."""
    arguments = _parser().parse_args(words)
    try:
        return int(arguments.run(arguments))
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"{count} problem{'s' if count > 1 else ''}; nothing was written", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="partnertools", description="Build a printable and fillable toolkit from Markdown."
    )
    parser.add_argument("--version", action="version", version=f"partnertools {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, words in (
        ("build", _build, "build the site and the PDFs into dist/"),
        ("check", _check, "read the content and report every mistake in it"),
    ):
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument(
            "--root", type=Path, default=Path(), help="the project's folder (this folder)"
        )
        command.add_argument("--quiet", action="store_true", help="print mistakes only")
        command.set_defaults(run=run)
    words = "write a filled copy of a form"
    command = commands.add_parser("fill", help=words, description=words)
    command.add_argument("form", help="a PDF of the toolkit, or the slug of a worksheet in dist/")
    command.add_argument("answers", type=Path, help="the answer file (JSON)")
    command.add_argument("-o", "--out", type=Path, required=True, help="the PDF to write")
    command.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="with a slug")
    command.add_argument("--root", type=Path, default=Path(), help="the project's folder")
    command.add_argument("--quiet", action="store_true", help="print mistakes only")
    kind = command.add_mutually_exclusive_group()
    kind.add_argument("--lock", action="store_true", help="keep the fields, but read-only")
    kind.add_argument("--flatten", action="store_true", help="make the answers part of the page")
    command.set_defaults(run=_fill)
    return parser


def _fill(arguments: argparse.Namespace) -> int:
    form = filling.form_path(arguments.form, arguments.root, arguments.paper)
    count = filling.fill(
        form,
        arguments.answers,
        arguments.out,
        is_locked=arguments.lock,
        is_flat=arguments.flatten,
    )
    if not arguments.quiet:
        print(f"{count} answers in {arguments.out}")
    return 0


def _build(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    is_live = sys.stderr.isatty() and not arguments.quiet

    def progress(step: str) -> None:
        if is_live:
            print(f"\r\x1b[K{step} …", end="", file=sys.stderr, flush=True)

    try:
        built = pipeline.build(arguments.root, progress)
    finally:
        if is_live:
            print("\r\x1b[K", end="", file=sys.stderr)
    if not arguments.quiet:
        seconds = time.monotonic() - started
        print(
            f"{built.tools} tools, {built.guides} guide{'s' if built.guides != 1 else ''},"
            f" {built.pdfs} PDFs with {built.pages} pages, {built.files} files"
            f" in {arguments.root / 'dist'} ({seconds:.1f} s)"
        )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    toolkit = content.read(arguments.root / "content")
    if not arguments.quiet:
        count = sum(len(fields.of_tool(tool)) for tool in toolkit.tools)
        print(f"{len(toolkit.documents())} documents with {count} fields: no problems")
    return 0
