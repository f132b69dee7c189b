"""A project as it was read, and the hashes of its parts, each taken once."""

from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from partnertools import source
from partnertools.build import makers
from partnertools.build.outputs import digest
from partnertools.cache import Cache
from partnertools.interface.words import SOURCE
from partnertools.model.packed import Packed
from partnertools.model.toolkit import Document, Toolkit
from partnertools.places import LAYOUTS
from partnertools.problems import UserError, Where
from partnertools.render.layout_mistakes import DEFAULT
from partnertools.render.pages import Layouts
from partnertools.source import overlay
from partnertools.source.readings import Readings

D = TypeVar("D", bound=Document)


class LocalProject:
    """A project in one of its languages: what it says, how it looks, and the hashes of that.

    `path` is the one that the site is served under. What was found out of the same documents
    `before` is not found out again.
    """

    def __init__(
        self,
        root: Path,
        toolkit: Toolkit,
        layouts: Layouts,
        path: str,
        before: "LocalProject | None" = None,
    ) -> None:
        self.root = root
        self.toolkit = toolkit
        self.layouts = layouts
        self.path = path
        # Pages see no more of other documents than this, and so depend on no more.
        self.outline = outline(toolkit)
        # By targets, with what each is the hash of.
        self._digests: dict[str, tuple[Document, str]] = dict(before._digests) if before else {}

    def digest(self, document: Document) -> str:
        """Return the hash of a document with all its contents."""
        known = self._digests.get(document.target)
        # To compare two documents takes a fifth of the time.
        if known is None or (known[0] is not document and known[0] != document):
            known = document, digest(document)
        self._digests[document.target] = document, known[1]
        return known[1]

    @cached_property
    def pictures(self) -> dict[str, Path]:
        """Return the files of the pictures that sheets show, by the names that they have there."""
        documents = [*self.toolkit.documents()]
        documents += [guide.card for guide in self.toolkit.guides if guide.card]
        logo = self.toolkit.logo
        found = {logo.name: logo.path} if logo else {}
        for document in documents:
            folder = "guide" if document.folder == "card" else document.folder
            for picture in document.pictures:
                found[f"{folder}/{document.slug}/{picture.name}"] = picture.path
        return found

    @cached_property
    def outline_digest(self) -> str:
        """Return the hash of what every page may say of the toolkit."""
        return digest(self.outline)

    @cached_property
    def templates_digest(self) -> str:
        """Return the hash of all templates: any of them may include any other."""
        return digest([files_digest(self.layouts, ".html"), self.words_digest])

    @cached_property
    def scripts_digest(self) -> str:
        """Return the hash of the modules that the pages' scripts are joined from."""
        return digest([files_digest(self.layouts, ".js"), self.words_digest])

    @cached_property
    def words_digest(self) -> str:
        """Return the hash of the catalogues of the toolkit's language."""
        return digest([c.path.read_bytes() for c in self.layouts.interface.catalogues])


class Project(LocalProject):
    """What the folders `content/` and, where there is one, `layouts/` below `root` say.

    They are laid over those of a base: the one in the folder `base`, or that the project names. A
    `base_url` takes the place of that of the toolkit. `path` is the one that the site is served
    under: that of its address, unless it is another one. What the `cache` has is not read again;
    what was found out of the same documents `before` is not found out again. Raises `UserError`
    with every mistake in the content, or every one in the colors of the layouts.
    """

    def __init__(
        self,
        root: Path,
        *,
        base: Path | None = None,
        has_drafts: bool = False,
        base_url: str = "",
        path: str = "",
        cache: Cache | None = None,
        before: "Project | None" = None,
    ) -> None:
        toolkit, *translated = source.read_all(
            root / "content",
            base=base,
            has_drafts=has_drafts,
            base_url=base_url,
            readings=Readings(cache, makers.digest(makers.SOURCE)) if cache else None,
        )
        path = path or urlsplit(toolkit.base_url).path
        super().__init__(root, toolkit, read_layouts(root, base, toolkit.language), path, before)
        if mistakes := self.layouts.find_mistakes(self.toolkit.color):
            raise UserError(mistakes)
        known = {one.toolkit.language: one for one in (before.translations if before else ())}
        # The same in other languages.
        self.translations: tuple[LocalProject, ...] = tuple(
            LocalProject(
                root,
                one,
                read_layouts(root, base, one.language),
                path + one.folder,
                known.get(one.language),
            )
            for one in translated
        )

    @property
    def in_all_languages(self) -> tuple[LocalProject, ...]:
        """Return the project in each of its languages, that of its source first."""
        return (self, *self.translations)


def outline(toolkit: Toolkit) -> Toolkit:
    """Return a toolkit whose documents have titles and the like, but no contents."""
    return replace(
        toolkit,
        scales=(),
        notes=(),
        translations=(),
        tools=tuple(_without_contents(tool) for tool in toolkit.tools),
        guides=tuple(_without_contents(guide) for guide in toolkit.guides),
        pages=tuple(_without_contents(page) for page in toolkit.pages),
    )


def _without_contents(document: D) -> D:
    empty: dict[str, Any] = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if isinstance(value, tuple | frozenset):
            empty[field.name] = type(value)()
        elif isinstance(value, Packed) or (is_dataclass(value) and not isinstance(value, Where)):
            # A template that asks for it is told so.
            empty[field.name] = None
    return replace(document, **empty)


def read_layouts(root: Path, base: Path | None = None, language: str = SOURCE) -> Layouts:
    """Return the looks of a project: its own files, those of its base, and the default ones.

    What they say of themselves is in a language.
    """
    default = Path(LAYOUTS)
    own = [folder / "layouts" for folder in overlay.roots(root, base)]
    is_default = default.is_dir()
    folders = [f for f in own if f.is_dir() and not (is_default and f.samefile(default))]
    return Layouts(*folders, default, language=language)


def files_digest(layouts: Layouts, suffix: str) -> str:
    """Return the hash of the files with a suffix, by their names."""
    files = {name: path.read_bytes() for name, path in layouts.files.items()}
    for name, data in [*files.items()]:
        for number, folder in enumerate(layouts.folders[1:], 1):
            below = folder / name
            # A template may be built upon the one that it is laid over.
            if below.is_file() and (before := below.read_bytes()) != data:
                files[f"{DEFAULT}/{number}/{name}"] = before
    found = sha256()
    for name, data in sorted(files.items()):
        if name.endswith(suffix):
            found.update(f"{name} {sha256(data).hexdigest()}\n".encode())
    return found.hexdigest()
