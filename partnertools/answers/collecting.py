"""Files and folders that came back -> tables, problems, and a report that opens in a browser.

1. find      files, in folders too
2. read      each by what is in it: PDF, answer file, table       in several processes
3. write     tables (partnertools.answers.copies), and the page that compares answers, with the
             answers in it

What is compared, and how it is shown, is the page's to know: here files are only read.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from partnertools import files
from partnertools.answers import answer_file, namesakes, reasons, returned, strangers
from partnertools.answers.copies import (
    Copy,
    answers_of,
    comparison,
    fields_of,
    rows_of_answers,
    rows_of_copies,
    write_table,
)
from partnertools.answers.returned_tables import read_table
from partnertools.model.toolkit import Toolkit
from partnertools.model.words import Words, gettext, ngettext, say
from partnertools.pdf.forms.read import Reading, read_answers
from partnertools.problems import Problem, UserError, Where
from partnertools.processes import Pool
from partnertools.render import comparison as described
from partnertools.render.pages import Layouts
from partnertools.source import disk

MOST_MEGABYTES = 50
# Files that a process takes at a time, and how many make it worth to start some.
CHUNK = 16
FEW = 64
AGAIN = gettext("Ask for the file again: filled in, and saved with Save, not with Print.")
NO_ANSWERS = gettext("it has no answers.")


@dataclass(frozen=True, slots=True)
class Collected:
    """What has been read and written; `notes` say of which copies only one counts."""

    files: int
    copies: int
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


_Found = tuple[list[Copy], list[Problem]]
_Named = tuple[Path, str]


def collect(
    paths: Sequence[Path],
    out: Path,
    toolkit: Toolkit,
    layouts: Layouts,
    jobs: int = 0,
    progress: Callable[[str], None] = lambda step: None,
) -> Collected:
    """Read the files, and those in the folders, and write tables and a report into `out`.

    Files of these names that are there already are replaced. Each file ends as read or as a
    problem. Raises `UserError` where there is nothing to read, nothing can be written, or `out` has
    what `collect` has not written.
    """
    returned.check_destination(out)
    worksheets = [*described.worksheets(toolkit)]
    slugs = [worksheet["id"] for worksheet in worksheets]
    to_read = [found for path in paths for found in returned.find(path, slugs)]
    if not to_read:
        path = paths[0] if paths else Path()
        is_report = returned.is_report(path)
        what = "it has nothing but a report of `collect`" if is_report else "there are no files"
        raise UserError([Problem(Where(path), what, "name the files that came back")])
    words = layouts.interface
    copies: list[Copy] = []
    problems: list[Problem] = []
    done = 0
    for found, told in _read_all(to_read, worksheets, words, jobs or _jobs(len(to_read))):
        copies += found
        problems += told
        done += CHUNK
        progress(f"{min(done, len(to_read))} of {len(to_read)} files")
    copies = _with_rounds(copies, [name for _, name in to_read])
    _write(copies, problems, worksheets, out, toolkit, layouts)
    notes = namesakes.tell(copies, worksheets, out / "index.html", words)
    return Collected(len(to_read), len(copies), tuple(problems), tuple(notes))


def _jobs(count: int) -> int:
    return 1 if count < FEW else min(4, os.cpu_count() or 1)


# Rounds


def _with_rounds(copies: Sequence[Copy], names: Sequence[str]) -> list[Copy]:
    """Return copies with the rounds that folders stand for, where there are several."""
    folders = [name.split("/")[:-1] for name in names]
    [first, *others] = folders
    differs = (n for n, part in enumerate(first) if any(o[n : n + 1] != [part] for o in others))
    shared = next(differs, len(first))

    def of(copy: Copy) -> Copy:
        rest = copy.file.split("/")[shared:-1]
        return replace(copy, round=rest[0]) if rest and not copy.round else copy

    return list(map(of, copies))


# Read


def _read_all(
    to_read: Sequence[_Named], worksheets: list[dict[str, Any]], words: Words, jobs: int
) -> Iterator[_Found]:
    chunks = [to_read[start : start + CHUNK] for start in range(0, len(to_read), CHUNK)]
    if jobs == 1:
        reader = _FilesReader(worksheets, words)
        yield from map(reader.read, chunks)
        return
    waiting: deque[Future[_Found]] = deque()
    with Pool(jobs, _start, (worksheets, words)) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(_run, chunk))
            # What is read is taken before much more is: it waits nowhere else.
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()


class _FilesReader:
    """Reads files in one process; `words` are those of the report."""

    def __init__(self, worksheets: list[dict[str, Any]], words: Words) -> None:
        self.words = words
        self.worksheets = {worksheet["id"]: worksheet for worksheet in worksheets}
        self.fields = {w["id"]: {one["id"]: one for one in fields_of(w)} for w in worksheets}
        self.names = {one["id"]: one["name"] for w in worksheets for one in fields_of(w)}

    def read(self, chunk: Sequence[_Named]) -> _Found:
        copies: list[Copy] = []
        problems: list[Problem] = []
        for path, name in chunk:
            try:
                found, told = self._read(path, name)
                copies += found
                problems += told
            except UserError as error:
                problems += error.problems
        return copies, problems

    def _read(self, path: Path, name: str) -> _Found:
        data = _bytes(path)
        # A mail program or a server may have put something in front.
        if b"%PDF-" in data[:1024]:
            return self._of_pdf(data[data.index(b"%PDF-") :], path, name)
        if stranger := strangers.find(data):
            raise UserError([Problem(Where(path), *stranger)])
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return self._of_answers(path, name)
        return self._of_table(path, name)

    def _of_pdf(self, data: bytes, path: Path, name: str) -> _Found:
        reading = read_answers(data, path)
        copies: list[Copy] = []
        problems: list[Problem] = []
        for one in (reading, *reading.others):
            found, told = self._of_reading(one, path, name)
            copies += found
            problems += told
        # A packet has worksheets that nobody was asked to fill in.
        if not copies and not problems:
            remedy = gettext(
                "If it was filled in, it was printed or flattened to a PDF, or filled in on paper."
                " Ask for the file again: filled in, and saved with Save, not with Print."
            )
            problems.append(Problem(Where(path), NO_ANSWERS, remedy))
        return copies, problems

    def _of_reading(self, reading: Reading, path: Path, name: str) -> _Found:
        copies: list[Copy] = []
        problems: list[Problem] = []
        for slug, (version, language) in reading.forms.items():
            if slug not in self.worksheets:
                problems.append(_strange(path, slug))
                continue
            start = f"{slug}."
            own = {key: value for key, value in reading.answers.items() if key.startswith(start)}
            answers = answers_of(self.worksheets[slug], own)
            missing = tuple(one for one in self.fields[slug] if one not in own)
            if answers:
                about = (name, slug, version or None, language, reading.round)
                copies.append(Copy(*about, answers, missing))
            lost = [one for one in missing if not self.fields[slug][one].get("readOnly")]
            if lost and version in (0, self.worksheets[slug]["version"]):
                some = "; ".join(self.names[one] for one in lost[:5])
                if more := len(lost[5:]):
                    some = ngettext(
                        "%(names)s; and %(count)s more",
                        "%(names)s; and %(count)s more",
                        more,
                        names=some,
                    )
                what = gettext(
                    "it is damaged; these answers may be missing: %(names)s.", names=some
                )
                remedy = gettext("The rest of it was read. Ask for another copy.")
                problems.append(Problem(Where(path), what, remedy))
        return copies, problems

    def _of_answers(self, path: Path, name: str) -> _Found:
        found = answer_file.load_returned(path)
        if found.tool not in self.worksheets:
            return [], [_strange(path, found.tool)]
        answers = answers_of(self.worksheets[found.tool], found.values)
        if not answers:
            return [], [Problem(Where(path), NO_ANSWERS, AGAIN)]
        about = (name, found.tool, found.version, found.language, found.round)
        return [Copy(*about, answers)], []

    def _of_table(self, path: Path, name: str) -> _Found:
        return read_table(path, name, self.worksheets, self.words)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_MEGABYTES * 10**6 + 1)
    except OSError as error:
        what = gettext("it can't be read (%(why)s).", why=reasons.of_system(error))
        raise UserError([Problem(Where(path), what, gettext("Check the name."))]) from None
    if len(data) > MOST_MEGABYTES * 10**6:
        what = gettext("it is larger than %(most)s MB.", most=MOST_MEGABYTES)
        raise UserError([Problem(Where(path), what, AGAIN)])
    if not data:
        raise UserError([Problem(Where(path), gettext("it is empty."), AGAIN)])
    return data


def _strange(path: Path, slug: str) -> Problem:
    name = slug[:100]
    what = gettext("it belongs to a worksheet that this toolkit doesn't have: %(name)s.", name=name)
    return Problem(Where(path), what, gettext("Collect it with the toolkit that it comes from."))


# In each process of a pool: what `_run` reads with.
_readers: list[_FilesReader] = []


def _start(worksheets: list[dict[str, Any]], words: Words) -> None:
    _readers.append(_FilesReader(worksheets, words))


def _run(chunk: Sequence[_Named]) -> _Found:
    return _readers[0].read(chunk)


# Write


def _say(problem: Problem, words: Words) -> Problem:
    """Return a problem in the words of a language."""
    what, remedy = (str(say(text, words)) for text in (problem.what, problem.remedy))
    return replace(problem, what=what, remedy=remedy)


def _copied(toolkit: Toolkit, layouts: Layouts) -> dict[str, bytes]:
    """Return what a report shows of files that are there already, by the names that it gives them.

    Raises `UserError` where one can't be read any more.
    """
    paths = toolkit.typefaces.published
    if toolkit.logo:
        paths[toolkit.logo.published] = toolkit.logo.path
    copied = {f"assets/{name}": layouts.asset(name, toolkit.color) for name in layouts.assets()}
    problems = []
    for name, path in paths.items():
        try:
            copied[name] = path.read_bytes()
        except OSError as error:
            refused = disk.refuse_unreadable(path, error)
            problems.append(Problem(Where(path), refused.what, refused.remedy))
    if problems:
        raise UserError(problems)
    return copied


def _write(
    copies: Sequence[Copy],
    problems: Sequence[Problem],
    worksheets: list[dict[str, Any]],
    out: Path,
    toolkit: Toolkit,
    layouts: Layouts,
) -> None:
    written: dict[str, str] = {}
    for worksheet in worksheets:
        own = [copy for copy in copies if copy.worksheet == worksheet["id"]]
        if own:
            written[f"{worksheet['id']}.csv"] = write_table(rows_of_copies(own, worksheet))
    written["answers.csv"] = write_table(rows_of_answers(copies, worksheets))
    # Here it is what people read whose language is the toolkit's.
    problems = [_say(problem, layouts.interface) for problem in problems]
    told = [[str(p.where.path), p.what, p.remedy] for p in problems]
    written["problems.csv"] = write_table([["file", "problem", "remedy"], *told])
    saved = comparison(copies, problems)
    written["comparison.json"] = f"{saved}\n"

    def url(path: str) -> str:
        return path if path.startswith("assets/") else toolkit.base_url + path

    written["index.html"] = "".join(layouts.compare(toolkit, url, saved))
    for name in ("compare", "reader"):
        written[f"assets/{name}.js"] = layouts.script(name)
    written["assets/site.css"] = layouts.style("screen", toolkit.color, toolkit.typefaces)
    copied = _copied(toolkit, layouts)
    try:
        for name in (*written, *copied):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError([files.problem(out, error)]) from None
    for name, text in written.items():
        files.write(out / name, text.encode())
    for name, data in copied.items():
        files.write(out / name, data)
