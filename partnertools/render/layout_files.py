"""A `layouts/` folder -> templates, styles, scripts; mistakes in them are problems with a place."""

import dataclasses
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)

from partnertools.problems import Problem, UserError, Where, choose
from partnertools.render import scripts

JINJA = {"jinja2", "markupsafe"}
COPY = "copy it from the `layouts/` of partnertools"
UNKNOWN = re.compile(
    r"'(?P<module>partnertools\.model\.[\w.]+)\.(?P<noun>\w+) object'"
    r" has no attribute '(?P<word>\w+)'"
)


class LayoutFiles:
    """The templates, styles, scripts and other files of one folder.

    Raises `UserError` where one is missing or has a mistake in it.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            remedy = "copy the folder `layouts/` of partnertools there"
            raise UserError([Problem(Where(folder), "there is no such folder", remedy)])
        self.folder = folder
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            # A misspelt name is a mistake, not an empty text.
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, /, **names: Any) -> str:
        """Return what a template says with these names."""
        with mistakes_told(self.folder):
            return self.environment.get_template(name).render(**names)

    def style(self, medium: str) -> str:
        """Return one style sheet for a medium (`screen` or `sheet`), tokens first."""
        parts = [self.folder / "tokens.css", self.folder / f"{medium}.css"]
        parts += sorted(self.folder.glob(f"fields/*/{medium}.css"))
        with mistakes_told(self.folder):
            return "\n".join(part.read_text(encoding="utf-8") for part in parts)

    def script(self, name: str) -> str:
        """Return one of the pages' scripts, `tool`, `embed`, `compare`, or the worker `reader`.

        A kind of control may have a script of its own for a tool's page.
        """
        kinds = sorted(self.folder.glob("fields/*/page.js")) if name == "tool" else []
        with mistakes_told(self.folder):
            return scripts.join_modules(self.folder / "scripts" / f"{name}.js", before=kinds)

    def assets(self) -> dict[str, bytes]:
        """Return the files that are published as they are, by their names."""
        with mistakes_told(self.folder):
            names = sorted(path.name for path in (self.folder / "assets").iterdir())
        return {name: self.read(f"assets/{name}") for name in names}

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        with mistakes_told(self.folder):
            return (self.folder / name).read_bytes()


@contextmanager
def mistakes_told(folder: Path) -> Iterator[None]:
    """Raise `UserError` for what is wrong with the files of a `layouts/` folder."""
    try:
        yield
    except TemplateSyntaxError as error:
        path = Path(error.filename) if error.filename else folder
        what = f"it is no template: {error.message}"
        raise _mistake(path, error.lineno, what, "mend that line") from None
    except TemplateNotFound as error:
        raise _mistake(folder / str(error.name), 0, "the file is missing", COPY) from None
    except UndefinedError as error:
        place = _place(error, folder)
        found = UNKNOWN.search(str(error))
        if place is None:
            raise
        if not found:
            raise _mistake(*place, str(error), "mend the name, or remove it") from None
        noun = getattr(import_module(found["module"]), found["noun"])
        known = [field.name for field in dataclasses.fields(noun)]
        what = f"a {found['noun'].lower()} has no `{found['word']}`"
        raise _mistake(*place, what, choose(found["word"], known)) from None
    except UnicodeDecodeError as error:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        path = next((p for p in files if p.read_bytes() == error.object), folder)
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise _mistake(path, line, what, "save the file with the encoding UTF-8") from None
    except OSError as error:
        path = Path(str(error.filename))
        if not path.is_relative_to(folder) and not path.is_relative_to(folder.resolve()):
            raise
        is_missing = isinstance(error, FileNotFoundError)
        what = "the file is missing" if is_missing else f"it can't be read ({error.strerror})"
        raise _mistake(path, 0, what, COPY) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        place = _place(error, folder)
        if place is None:
            raise
        raise _mistake(*place, str(error), "mend that line") from None


def _mistake(path: Path, line: int, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path, line), what, remedy)])


def _place(error: BaseException, folder: Path) -> tuple[Path, int] | None:
    """Return where in a template an error arose; None where it arose in our program."""
    place = None
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(folder):
            place = (path, line)
        # An undefined name is the template's, wherever it comes to be used.
        elif not JINJA & set(path.parts) and not isinstance(error, UndefinedError):
            place = None
    return place
