"""`partnertools check`: every mistake in the content, for people, for editors and for machines."""

import argparse
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from partnertools import excerpts, interrupts
from partnertools.commands import telling
from partnertools.commands.words import add_base, add_quiet, add_root
from partnertools.problems import Problem, UserError, make_legible
from partnertools.typography import counted

if TYPE_CHECKING:
    from partnertools.model.languages import Translation
    from partnertools.model.toolkit import Toolkit


class _Findings(NamedTuple):
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    documents: int = 0
    fields: int = 0
    translations: tuple["Translation", ...] = ()


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "read the content and report every mistake in it"
    command = commands.add_parser("check", help=about, description=about)
    add_root(command)
    add_base(command)
    add_quiet(command)
    command.add_argument("--drafts", action="store_true", help="take drafts as published")
    links = "ask other websites whether the pages are there that the content links to"
    command.add_argument("--links", action="store_true", help=links)
    advice = "advise on long sentences, the reading level, and labels that say little alone"
    command.add_argument("--advice", action="store_true", help=advice)
    command.add_argument("--watch", action="store_true", help="check again after every change")
    shape = "how to report: `json` for programs, `github` for GitHub Actions (text)"
    command.add_argument("--format", choices=_FORMATS, default="text", help=shape)
    command.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    if not arguments.watch:
        return _once(arguments)
    from partnertools.build import watching

    try:
        with watching.changes(arguments.root, arguments.base) as changed:
            while True:
                changed.clear()
                _once(arguments)
                changed.wait()
                print(f"-- {time.strftime('%H:%M:%S')}", flush=True)
    except KeyboardInterrupt:
        # It is the way to end it.
        interrupts.settle()
        print()
    return 0


def _once(arguments: argparse.Namespace) -> int:
    found = _find(arguments)
    _FORMATS[arguments.format](found, arguments.quiet)
    return 1 if found.problems else 0


def _find(arguments: argparse.Namespace) -> _Findings:
    from partnertools import source
    from partnertools.build import makers
    from partnertools.cache import Cache
    from partnertools.model import fields
    from partnertools.source.readings import Readings

    try:
        toolkit = source.read(
            arguments.root / "content",
            base=arguments.base,
            has_drafts=arguments.drafts,
            readings=Readings(Cache(), makers.digest(makers.SOURCE)),
        )
        problems = _find_in_layouts(arguments, toolkit)
    except UserError as error:
        return _Findings(error.problems, ())
    notes = [*toolkit.notes]
    if arguments.links:
        from partnertools.source import outer_links

        links = outer_links.check(toolkit)
        problems += links.dead
        notes += links.unsure
    if arguments.advice:
        from partnertools.source import advice

        notes += advice.of(toolkit)
    count = sum(len(fields.of_tool(tool)) for tool in toolkit.tools)
    documents = len(toolkit.documents())
    return _Findings(tuple(problems), tuple(notes), documents, count, toolkit.translations)


def _find_in_layouts(arguments: argparse.Namespace, toolkit: "Toolkit") -> list[Problem]:
    """Return the mistakes in the looks of a project or its bases; the default ones have none."""
    from partnertools.source import overlay

    roots = overlay.roots(arguments.root, arguments.base)
    if not any((root / "layouts").is_dir() for root in roots):
        return []
    # Loaded where there is something to look at: it takes as long as the content.
    from partnertools.build.project import read_layouts

    layouts = read_layouts(arguments.root, arguments.base, toolkit.language)
    return layouts.find_mistakes(toolkit.color)


def _as_text(found: _Findings, is_quiet: bool) -> None:
    if not is_quiet:
        telling.say_notes(found.notes)
    if found.problems:
        telling.say_problems(found.problems)
    elif not is_quiet:
        documents = counted(found.documents, "document")
        print(f"{documents} with {counted(found.fields, 'field')}: no problems", flush=True)
        for line in telling.shares(found.translations):
            print(line, flush=True)


def _as_json(found: _Findings, is_quiet: bool) -> None:
    """Print one line, of problems and notes; columns count from 1, and ends are behind the last."""
    about = {
        "problems": [_describe(problem) for problem in found.problems],
        "notes": [] if is_quiet else [_describe(note) for note in found.notes],
        "documents": found.documents,
        "fields": found.fields,
        "translations": [asdict(translation) for translation in found.translations],
    }
    print(json.dumps(about, ensure_ascii=False), flush=True)


def _describe(problem: Problem) -> dict[str, object]:
    about: dict[str, object] = {"file": str(problem.where.path), "line": problem.where.line}
    if place := excerpts.of(problem):
        about |= {
            "column": place.column,
            "end_column": place.column + place.length,
            "text": place.text,
        }
    return about | {"what": make_legible(problem.what), "remedy": make_legible(problem.remedy)}


def _as_github(found: _Findings, is_quiet: bool) -> None:
    """Print workflow commands, which GitHub shows beside the lines of a change."""
    notes = () if is_quiet else found.notes
    for level, problems in (("error", found.problems), ("warning", notes)):
        for problem in problems:
            place = {"file": str(problem.where.path)}
            if problem.where.line:
                place["line"] = str(problem.where.line)
            if excerpt := excerpts.of(problem):
                place["col"] = str(excerpt.column)
                place["endColumn"] = str(excerpt.column + excerpt.length)
            where = ",".join(f"{key}={_escape(value, ':,')}" for key, value in place.items())
            words = make_legible(f"{problem.what}; {problem.remedy}")
            print(f"::{level} {where}::{_escape(words)}", flush=True)


def _escape(text: str, others: str = "") -> str:
    for sign in f"%\r\n{others}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


_FORMATS = {"text": _as_text, "json": _as_json, "github": _as_github}
