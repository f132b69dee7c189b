"""`partnertools new`: a toolkit to begin with, or one more worksheet or packet in it."""

import argparse
from pathlib import Path

from partnertools.commands import schemas
from partnertools.commands.words import add_quiet, add_root

# What is copied: a whole toolkit, and a worksheet and a packet that each want a title.
STARTER = Path(__file__).parents[1] / "starter"
TITLE = "TITLE"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "begin a toolkit in a new folder, or add a worksheet or a packet to one"
    usage = "partnertools new FOLDER\n       partnertools new worksheet|packet SLUG [--root ROOT]"
    command = commands.add_parser("new", help=about, description=about, usage=usage)
    folder = "the folder of a new toolkit; or the word `worksheet` or `packet`"
    command.add_argument("what", metavar="FOLDER", help=folder)
    slug = "the name of the new file, which is its address: `first-day`"
    command.add_argument("slug", nargs="?", metavar="SLUG", help=slug)
    add_root(command)
    add_quiet(command)
    command.set_defaults(run=_new, parser=command)


def _new(arguments: argparse.Namespace) -> int:
    if arguments.what in ("worksheet", "packet"):
        if not arguments.slug:
            arguments.parser.error(f"{arguments.what} takes a slug, such as `first-day`")
        path = _add(arguments.what, arguments.slug, arguments.root)
        if not arguments.quiet:
            print(f"{path}: edit it, and see it with `partnertools serve`")
        return 0
    if arguments.slug:
        arguments.parser.error(f"`{arguments.what}` is neither `worksheet` nor `packet`")
    folder = Path(arguments.what)
    _begin(folder)
    if not arguments.quiet:
        print(f"{folder}: a toolkit with a worksheet, a guide and a packet")
        import shlex

        print(f"Next: partnertools serve --root {shlex.quote(str(folder))}")
    return 0


def _begin(folder: Path) -> None:
    """Write the starter into a folder, which is new or empty."""
    from partnertools.problems import Problem, UserError, Where

    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        what, remedy = "there is something already", "name a folder that is new or empty"
        raise UserError([Problem(Where(folder), what, remedy)])
    for path in sorted((STARTER / "content").rglob("*.*")):
        place = folder / path.relative_to(STARTER)
        _write(place, path.read_bytes())
    schemas.write(folder)


def _add(kind: str, slug: str, root: Path) -> Path:
    """Write a worksheet or a packet of a name into a project, and return its path."""
    from partnertools.problems import Problem, UserError, Where
    from partnertools.source import sources

    folder = root / "content" / ("tools" if kind == "worksheet" else "packets")
    path = folder / f"{slug}{'.md' if kind == 'worksheet' else '.yaml'}"
    where = Where(path)
    tools = root / "content" / "tools"
    slugs = sorted(
        [*(p.stem for p in tools.glob("*.md")), *(p.parent.name for p in tools.glob("*/index.md"))]
    )
    if not (root / "content" / "toolkit.yaml").is_file():
        what = "there is no toolkit in this folder"
        remedy = "go to one, name it with `--root`, or begin one with `partnertools new FOLDER`"
        raise UserError([Problem(Where(root), what, remedy)])
    if not sources.SLUG.fullmatch(slug) or len(slug) > sources.LONGEST_SLUG:
        near = sources.slugify(slug)[: sources.LONGEST_SLUG]
        remedy = "use lower-case letters, digits and single hyphens"
        remedy += f", such as `{near}`" if near else ""
        raise UserError([Problem(where, f"`{slug}` can't be a slug", remedy)])
    if path.exists() or path.with_suffix("").exists():
        raise UserError([Problem(where, "there is one already", "take another slug")])
    if kind == "packet" and not slugs:
        remedy = "write one first, with `partnertools new worksheet SLUG`"
        raise UserError([Problem(where, "there is no worksheet to put into it", remedy)])
    text = (STARTER / f"{kind}{path.suffix}").read_text(encoding="utf-8")
    words = slug.replace("-", " ")
    # A title of digits alone, or `yes`, is text as well.
    text = text.replace(TITLE, f"'{words[0].upper()}{words[1:]}'")
    if kind == "packet":
        if not (root / schemas.FOLDER).is_dir():
            # The first line tells editors where the schema is.
            text = text.partition("\n")[2]
        text += "".join(f"  - tools/{one}\n" for one in slugs)
    _write(path, text.encode())
    return path


def _write(path: Path, data: bytes) -> None:
    """Write a file, and make its folder where there is none."""
    from partnertools import files
    from partnertools.problems import UserError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError([files.problem(path.parent, error)]) from None
    files.write(path, data)
