"""A project whose files change -> its site as it is at the moment, held ready for a server.

Nothing is written but the cache: what a build has put into `dist/` stays as it is. Pages are made
first, with what is known of the PDFs from before; the PDFs follow, each in the place of its last
version as soon as it is painted. Mistakes leave the last site that had none.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import product
from pathlib import Path
from threading import Condition

from partnertools.build import sheets, site
from partnertools.build.executors import Executors
from partnertools.build.printed import Printed, find_mistakes
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.build.sheets import Sheet
from partnertools.build.site import LanguageSite
from partnertools.cache import Cache
from partnertools.problems import Problem, UserError
from partnertools.processes import Pool

# How often pages are made again while PDFs are painted one after another, in seconds.
PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A site at one moment: its files, the PDFs still to be made, the mistakes made since then.

    PDFs are read when somebody asks for them; all else is in memory. `change` counts the changes of
    files so far: several moments may belong to one.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    pdfs: Mapping[str, bytes] = field(default_factory=dict)
    unfinished: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    change: int = 0

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, or None where there is none."""
        found = self.pdfs.get(path) if path.endswith(".pdf") else self.files.get(path)
        return None if found is None else bytes(found)

    def digest(self, page: str) -> str:
        """Return the hash of a page with the styles, scripts and pictures that it may show."""
        folder = f"{page.rpartition('/')[0]}/"
        found = sha256(self.files.get(page, b""))
        for name, data in sorted(self.files.items()):
            is_beside = name.startswith(folder) and not name.endswith((".html", ".json"))
            if is_beside or "/assets/" in f"/{name}":
                found.update(name.encode() + data)
        return found.hexdigest()


class Live:
    """The site of the project at `root`, for one thread that renews it and others that read it."""

    def __init__(
        self, root: Path, cache: Cache, *, base: Path | None = None, has_drafts: bool = False
    ) -> None:
        self.root = root
        self.base = base
        self.has_drafts = has_drafts
        self.cache = cache
        self._workers = _Workers()
        self._moment: Moment | None = None
        self._project: Project | None = None
        self._changed = Condition()
        self._change = 0
        # What was last known of each PDF that is right, with its key.
        self._printed: dict[str, tuple[str, Printed]] = {}

    def __enter__(self) -> "Live":
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.stop()

    def wait(self, before: Moment | None, seconds: float | None = None) -> Moment | None:
        """Return the moment as soon as it is another one than before, or when time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._moment is not before, seconds)
            return self._moment

    def renew(self, is_outdated: Callable[[], bool], tell: Callable[[Moment], None]) -> None:
        """Make everything that has changed; stop where the files have changed again meanwhile."""
        self._change += 1
        try:
            for moment in self._moments(is_outdated):
                self._show(moment)
                tell(moment)
        except UserError as error:
            before = self._moment or Moment()
            moment = replace(before, unfinished=frozenset(), problems=error.problems)
            self._show(moment)
            tell(moment)

    def _show(self, moment: Moment) -> None:
        with self._changed:
            self._moment = moment
            self._changed.notify_all()

    def _moments(self, is_outdated: Callable[[], bool]) -> Iterator[Moment]:
        started = time.time()
        project = Project(
            self.root,
            base=self.base,
            has_drafts=self.has_drafts,
            path="/",
            cache=self.cache,
            before=self._project,
        )
        self._project = project
        parts = [
            LanguageSite(
                Printer(one, self.cache, self._workers), tuple(sheets.of_toolkit(one.toolkit))
            )
            for one in project.in_all_languages
        ]
        if self._printed:
            yield self._gather(parts, [part.path(s) for part in parts for s in part.sheets])
        missing: list[str] = []
        to_make: dict[LanguageSite, list[Sheet]] = {}
        problems: list[Problem] = []
        every = [(part, sheet) for part in parts for sheet in part.sheets]
        for part, sheet in every:
            if is_outdated():
                return
            path = part.path(sheet)
            if self._printed.get(path, ("",))[0] != part.printer.key(sheet):
                if facts := part.printer.recall(sheet):
                    problems += self._take(part, sheet, facts)
                else:
                    missing.append(path)
                    to_make.setdefault(part, []).append(sheet)
        yield self._gather(parts, missing)
        is_new = bool(missing)
        told = time.monotonic()
        # A packet takes as long as all that is in it.
        for is_packet, (part, to_print) in product((False, True), to_make.items()):
            group = [sheet for sheet in to_print if bool(sheet.packet) is is_packet]
            for sheet, facts in part.printer.render(group, is_outdated) if group else ():
                problems += self._take(part, sheet, facts)
                missing.remove(part.path(sheet))
                if missing and not is_outdated() and time.monotonic() > told + PAUSE:
                    yield self._gather(parts, missing)
                    told = time.monotonic()
            if is_outdated():
                if missing:
                    self._workers.stop()
                return
        if is_new:
            yield self._gather(parts, ())
            self.cache.trim(started)
        if problems:
            raise UserError(problems)

    def _take(self, part: LanguageSite, sheet: Sheet, facts: Printed) -> list[Problem]:
        """Take a PDF into the site unless it shows that something is wrong with the content."""
        problems = list(find_mistakes(part.printer.project, sheet, facts))
        if problems:
            self._printed.pop(part.path(sheet), None)
        else:
            self._printed[part.path(sheet)] = part.printer.key(sheet), facts
        return problems

    def _gather(self, parts: Sequence[LanguageSite], missing: Sequence[str]) -> Moment:
        """Return the site with the PDFs that there are; raise `UserError` for what is wrong."""
        there = [
            replace(part, sheets=tuple(s for s in part.sheets if part.path(s) in self._printed))
            for part in parts
        ]
        keys = {path: key for path, (key, _) in self._printed.items()}
        facts = {path: one for path, (_, one) in self._printed.items()}
        outputs = site.gather(there, facts, keys)
        if outputs.problems:
            raise UserError(outputs.problems)
        files = {path: outputs[path] for path in outputs if not path.endswith(".pdf")}
        return Moment(files, outputs, frozenset(missing), change=self._change)


class _Workers(Executors):
    """Processes on this machine that stay for the next change: starting one takes seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._pool: Pool | None = None

    @contextmanager
    def open(self, calls: int) -> Iterator[Executor]:
        """Give the processes, which go on when the work is done."""
        if self._pool is None:
            self._pool = Pool(self.count)
        yield self._pool

    def stop(self) -> None:
        """End the processes, whatever they are doing."""
        if self._pool is not None:
            self._pool.stop()
            self._pool = None
