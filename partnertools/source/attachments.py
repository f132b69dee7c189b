"""`files/` in the content, and the links that lead there -> what is handed out as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

from partnertools.model.attached import ATTACHED
from partnertools.model.toolkit import Attachment, Guide, Link, Toolkit
from partnertools.problems import Problem, Where, choose
from partnertools.source import disk
from partnertools.source.sources import FILES, PICTURES, slugify

MOST_BYTES = 20_000_000
# What browsers may run, or take for a page of the site.
RUN = ("html", "htm", "xhtml", "svg", "xml", "js", "mjs", "css", "php", "exe", "bat", "sh", "jar")
# Whatever its name says, this is a page.
PAGE = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")


def published_name(name: str) -> str:
    """Return the name under which a file is published: a slug, and its suffix in small letters."""
    path = Path(name)
    return f"{_slug(path.stem)}{path.suffix.lower()}"


def _slug(stem: str) -> str:
    # Letters that have no accent to lose, such as ß, are left out: published addresses stay.
    return slugify(normalize("NFKD", stem.lower()).encode("ascii", "ignore").decode())


def find(
    toolkit: Toolkit, folders: Sequence[Path], problems: list[Problem], notes: list[Problem]
) -> tuple[Attachment, ...]:
    """Return the files that are linked to; those of the first content folder that has one count.

    What can't be published is a problem, and what nobody links to is noted.
    """
    there = _there(folders, problems)
    names = {name: path for name, (path, _) in there.items()}
    linked: dict[str, Link] = {}
    for link in _links(toolkit):
        name = link.target.removeprefix(f"{FILES}/")
        if name in names:
            linked.setdefault(name, link)
        else:
            what = f"the link leads to `{FILES}/{name}`, which does not exist"
            remedy = choose(name, sorted(names))
            if not names:
                remedy = f"put the file into the folder `content/{FILES}/`"
            problems.append(Problem(link.where, what, remedy))
    found: list[Attachment] = []
    taken: dict[str, str] = {}
    for name in linked:
        path, content = there[name]
        published = published_name(name)
        refused = _refuse(path, content)
        if refused is None and (other := taken.setdefault(published, name)) != name:
            what = f"it would have the same address as `{other}`"
            refused = disk.Refusal(what, "give one of them another name")
        if refused:
            problems.append(Problem(Where(path), refused.what, refused.remedy))
        else:
            found.append(Attachment(f"{FILES}/{published}", path))
    for name, path in names.items():
        if name not in linked and path.is_relative_to(folders[0]):
            what = "no link leads to this file, so it is not published"
            notes.append(Problem(Where(path), what, f"link to it, or move it out of `{FILES}/`"))
    return tuple(found)


def find_unshown(toolkits: Iterable[Toolkit], content: Path) -> Iterator[Problem]:
    """Yield the pictures beside the documents of a content folder that none of them shows."""
    documents = [document for toolkit in toolkits for document in toolkit.documents()]
    cards = [one.card for one in documents if isinstance(one, Guide) and one.card]
    shown = {picture.path for one in (*documents, *cards) for picture in one.pictures}
    indices = {one.where.path for one in documents if one.where.path.name == "index.md"}
    for index in sorted(index for index in indices if index.is_relative_to(content)):
        for path in disk.names(index.parent):
            if path.suffix.lower() in PICTURES and path not in shown and path.is_file():
                what = "no document beside it shows this picture"
                remedy = f"write `![What it shows]({path.name})`, or move it out of the content"
                yield Problem(Where(path), what, remedy)


def _there(folders: Sequence[Path], problems: list[Problem]) -> Mapping[str, tuple[Path, Path]]:
    """Return the files by their names, each with the content folder that it is in."""
    found: dict[str, tuple[Path, Path]] = {}
    for content in folders:
        folder = content / FILES
        if not folder.is_dir():
            continue
        refused = disk.refuse_outside(folder, content)
        try:
            paths = [] if refused else disk.names(folder)
        except OSError as error:
            refused, paths = disk.refuse_unreadable(folder, error), []
        if refused:
            problems.append(Problem(Where(folder), refused.what, refused.remedy))
        for path in paths:
            if path.is_dir():
                what = f"a folder in `{FILES}/`"
                problems.append(Problem(Where(path), what, "move the files in it up"))
            else:
                found.setdefault(path.name, (path, content))
    return found


def _links(toolkit: Toolkit) -> Iterator[Link]:
    for document in toolkit.documents():
        cards = [document.card] if isinstance(document, Guide) and document.card else []
        for one in (document, *cards):
            yield from (link for link in one.links if link.target.startswith(f"{FILES}/"))


def _refuse(path: Path, content: Path) -> disk.Refusal | None:
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in ATTACHED:
        what = f"a file whose name ends with `{path.suffix or path.name}` is not published"
        if suffix in RUN:
            what += ": it could run programs, or pass for a page of this site"
        return disk.Refusal(what, "save it as a PDF, say, and link to that")
    if not _slug(path.stem):
        what = "its name has no letter or digit of A to Z and 0 to 9"
        return disk.Refusal(what, "give it one that has")
    data = disk.read(path, content, MOST_BYTES)
    if isinstance(data, disk.Refusal):
        return data
    if not data:
        return disk.Refusal("it is empty", "save it again")
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(PAGE):
        return disk.Refusal("what is in it is a web page", "save it as a PDF, say")
    if suffix == "pdf" and b"%pdf-" not in start:
        return disk.Refusal("it is no PDF, whatever its name says", "save it as one")
    return None
