"""What goes wrong while `layouts/` folders are read and rendered -> a problem with its place."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from traceback import walk_tb

from jinja2 import (
    Environment,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)

from partnertools.problems import Problem, UserError, Where, choose

JINJA = {"jinja2", "markupsafe"}
COPY = "copy it from the `layouts/` of partnertools"
# Before the name of a template: the one that this one is laid over. Loaders know it by the number
# of the first folder that counts, as in `default/1/base.html`.
DEFAULT = "default"
UNKNOWN = re.compile(
    r"'(?P<module>partnertools\.model\.[\w.]+)\.(?P<noun>\w+) object'"
    r" has no attribute '(?P<word>\w+)'"
)


def split_number(name: str) -> tuple[int, str]:
    """Return the first folder that counts for a template, and its name there."""
    match = re.fullmatch(rf"{DEFAULT}/(\d+)/(.*)", name)
    return (int(match[1]), match[2]) if match else (0, name)


@contextmanager
def tell_mistakes(folders: Sequence[Path]) -> Iterator[None]:
    """Raise `UserError` for what is wrong with the files of `layouts/` folders."""
    folder = folders[0]
    try:
        yield
    except TemplateSyntaxError as error:
        path = Path(error.filename) if error.filename else folder
        what = f"it is no template: {error.message}"
        raise _mistake(path, error.lineno, what, "mend that line") from None
    except TemplateNotFound as error:
        _, name = split_number(str(error.name))
        raise _mistake(folder / name, 0, "the file is missing", COPY) from None
    except UndefinedError as error:
        place = _place(error, folders)
        found = UNKNOWN.search(str(error))
        if place is None:
            raise
        if not found:
            raise _mistake(*place, str(error), "mend the name, or remove it") from None
        noun = getattr(import_module(found["module"]), found["noun"])
        known = [field.name for field in dataclasses.fields(noun) if field.repr]
        what = f"a {found['noun'].lower()} has no `{found['word']}`"
        raise _mistake(*place, what, choose(found["word"], known)) from None
    except UnicodeDecodeError as error:
        paths = (path for one in folders for path in sorted(one.rglob("*")) if path.is_file())
        path = next((p for p in paths if p.read_bytes() == error.object), folder)
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise _mistake(path, line, what, "save the file with the encoding UTF-8") from None
    except OSError as error:
        path = Path(str(error.filename))
        if not any(path.is_relative_to(place) for one in folders for place in (one, one.resolve())):
            raise
        is_missing = isinstance(error, FileNotFoundError)
        what = "the file is missing" if is_missing else f"it can't be read ({error.strerror})"
        raise _mistake(path, 0, what, COPY) from None
    except RecursionError as error:
        place = _place(error, folders)
        if place is None:
            raise
        remedy = f"name the one of partnertools with `{DEFAULT}/` before its name"
        raise _mistake(*place, "the template takes itself in, without end", remedy) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        place = _place(error, folders)
        if place is None:
            raise
        raise _mistake(*place, str(error), "mend that line") from None


def find_lost_blocks(environment: Environment, files: Mapping[str, Path]) -> Iterator[Problem]:
    """Yield the blocks of a project's own templates that stand in none that they extend.

    Nothing would be shown of them.
    """
    for name, path in files.items():
        if not name.endswith(".html"):
            continue
        tree = environment.parse(path.read_text("utf-8"), name, str(path))
        if not (above := _blocks_above(environment, name, tree)):
            continue
        for node in tree.body:
            for block in [node] if isinstance(node, nodes.Block) else []:
                if block.name not in above:
                    what = f"no template that it extends has a block `{block.name}`"
                    yield Problem(
                        Where(path, block.lineno), what, choose(block.name, sorted(above))
                    )


def _blocks_above(environment: Environment, name: str, tree: nodes.Template) -> set[str]:
    """Return the names of all blocks of the templates that one extends."""
    found: set[str] = set()
    seen = {name}
    while extends := tree.find(nodes.Extends):
        if not isinstance(extends.template, nodes.Const):
            # Which template it is shows only as it is rendered.
            return set()
        name = environment.join_path(str(extends.template.value), name)
        if name in seen or environment.loader is None:
            return found
        seen.add(name)
        text, path, _ = environment.loader.get_source(environment, name)
        tree = environment.parse(text, name, path)
        found |= {block.name for block in tree.find_all(nodes.Block)}
    return found


def _mistake(path: Path, line: int, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path, line), what, remedy)])


def _place(error: BaseException, folders: Sequence[Path]) -> tuple[Path, int] | None:
    """Return where in a template an error arose; None where it arose in our program."""
    place = None
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if any(path.is_relative_to(folder) for folder in folders):
            place = (path, line)
        # An undefined name is the template's, wherever it comes to be used.
        elif not JINJA & set(path.parts) and not isinstance(error, UndefinedError):
            place = None
    return place
