"""A project and what is known of its PDFs -> pages, scripts, JSON, header files: all the rest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TypeVar

from partnertools.build import makers
from partnertools.build.outputs import Output, key
from partnertools.build.printed import Printed
from partnertools.build.project import LocalProject
from partnertools.build.sheets import Sheet
from partnertools.cache import Cache
from partnertools.model.toolkit import Document, Guide, Page, Picture, Tool
from partnertools.problems import Where
from partnertools.render import comparison, data, hosting, redirects, sitemap
from partnertools.render.downloads import Download
from partnertools.render.embeds import HOST_SCRIPTS, PARTS, page_name
from partnertools.render.hosting import Redirect
from partnertools.render.pages import is_searchable

S = TypeVar("S")


def of_project(
    project: LocalProject, sheets: Sequence[Sheet], printed: Mapping[str, Printed], cache: Cache
) -> Iterator[Output]:
    """Yield all outputs of a project but its PDFs, of which `printed` tells by their paths.

    What several documents come together in keeps what is made of each in the cache.
    """
    downloads = _by_target(project, sheets, lambda s: _download(s, printed[s.name]))
    pdfs = _by_target(project, sheets, lambda s: s.name)
    moved = redirects.of(project.toolkit, pdfs)
    yield from _Pages(project, downloads, cache).outputs(moved)
    yield from _assets(project)
    listed = _by_target(project, sheets, lambda s: _file(s, printed[s.name]))
    yield from _data(project, listed, moved, cache)


def _by_target(
    project: LocalProject, sheets: Sequence[Sheet], describe: Callable[[Sheet], S]
) -> dict[str, list[S]]:
    described: dict[str, list[S]] = {d.target: [] for d in project.toolkit.documents()}
    described |= {f"packets/{packet.slug}": [] for packet in project.toolkit.packets}
    for sheet in sheets:
        described[sheet.target].append(describe(sheet))
    return described


def _download(sheet: Sheet, pdf: Printed) -> Download:
    return Download(sheet.name, sheet.paper, sheet.edition, pdf.pages, pdf.size, pdf.has_plan)


def _file(sheet: Sheet, pdf: Printed) -> data.File:
    edition = "large print" if sheet.edition.is_large else "standard"
    return data.File(sheet.name, pdf.size, pdf.digest, pdf.pages, sheet.paper, edition)


class _Pages:
    """The pages of a site, each with the key of all that it shows."""

    def __init__(
        self, project: LocalProject, downloads: dict[str, list[Download]], cache: Cache
    ) -> None:
        self.project = project
        self.cache = cache
        self.layouts = project.layouts
        # A page can't show what is not in its key.
        self.toolkit = project.outline
        self.downloads = downloads

    def outputs(self, moved: Sequence[Redirect]) -> Iterator[Output]:
        layouts = Where(self.layouts.folder)
        index = partial(self.layouts.index, self.toolkit, self.downloads)
        yield self._page("index.html", index, layouts, self.downloads)
        choose = partial(self.layouts.embed_index, self.toolkit)
        yield self._page("embed/index.html", choose, layouts, self.layouts.integrity())
        whole = self.project.toolkit
        told = [sha256(self._tell(tool).encode()).digest() for tool in whole.tools]
        yield Output(
            "compare/index.html",
            self._key("compare/index.html", whole.title, told),
            lambda: map(str.encode, self.layouts.compare(whole, tell=self._tell)),
            layouts,
        )
        missing = partial(self.layouts.missing, self.toolkit, self.project.path)
        yield self._page("404.html", missing, layouts, self.project.path)
        for packet in self.toolkit.packets:
            target = f"packets/{packet.slug}"
            files = {target: self.downloads[target]}
            render = partial(self.layouts.packet, self.toolkit, packet, files)
            yield self._page(f"{target}/index.html", render, packet.where, files)
        for document in self.project.toolkit.documents():
            yield from self._document(document)
        for one in moved:
            if one.is_page:
                about = (one.before, one.now, one.title)
                render = partial(self.layouts.moved, self.toolkit, *about)
                yield self._page(one.before, render, layouts, about)

    def _document(self, document: Document) -> Iterator[Output]:
        files = {document.target: self.downloads[document.target]}
        inputs = (self.project.digest(document), files)
        match document:
            case Tool():
                render = partial(self.layouts.tool, self.toolkit, document, files)
                for part in PARTS:
                    embed = partial(self.layouts.embed, self.toolkit, document, files, part)
                    yield self._page(page_name(document, part), embed, document.where, *inputs)
            case Guide():
                render = partial(self.layouts.guide, self.toolkit, document, files)
            case Page():
                render = partial(self.layouts.page, self.toolkit, document, files)
            case _:
                raise AssertionError(document)
        yield self._page(f"{document.target}/index.html", render, document.where, *inputs)
        pictures: dict[str, Picture] = {}
        for picture in document.pictures:
            pictures.setdefault(picture.name, picture)
        for name, picture in pictures.items():
            yield _copy(f"{document.target}/{name}", picture.path.read_bytes, picture.where)

    def _tell(self, tool: Tool) -> str:
        """Return what the page that compares answers knows of a worksheet."""
        tell_key = key(makers.COMPARISON, self.project.digest(tool), self.toolkit.language)
        tell = partial(comparison.tell, self.toolkit, tool)
        return self.cache.keep(tell_key, lambda: tell().encode()).decode()

    def _page(self, path: str, render: Callable[[], str], where: Where, *inputs: object) -> Output:
        return Output(path, self._key(path, *inputs), lambda: [render().encode()], where)

    def _key(self, path: str, *inputs: object) -> str:
        about = (self.project.outline_digest, self.project.templates_digest, *inputs)
        return key(makers.PAGES, path, *about)


def _assets(project: LocalProject) -> Iterator[Output]:
    layouts = project.layouts
    layout = Where(layouts.folder)
    color, typefaces = project.toolkit.color, project.toolkit.typefaces
    style = partial(layouts.style, "screen", color, typefaces)
    yield _copy("assets/site.css", lambda: style().encode(), layout)
    for name, path in typefaces.published.items():
        yield _copy(name, path.read_bytes, Where(path))
    more = ["moved"] if project.toolkit.with_aliases() else []
    more += ["place"] if project.toolkit.local_sites else []
    more += ["start"] if is_searchable(project.toolkit) else []
    for name in ("tool", "embed", "compare", "filler", "reader", *more):
        script_key = key(makers.PAGES, "script", name, project.scripts_digest)
        yield Output(f"assets/{name}.js", script_key, partial(_script, project, name), layout)
    titles = layouts.titles(project.outline)
    yield _text("assets/titles.js", key(makers.PAGES, titles), lambda: titles, layout)
    for name in HOST_SCRIPTS:
        yield _copy(name, partial(layouts.host_script, name), layout)
    for one in project.toolkit.attachments:
        yield _copy(one.published, one.path.read_bytes, Where(one.path))
    if logo := project.toolkit.logo:
        yield _copy(logo.published, logo.path.read_bytes, Where(logo.path))
    for name in layouts.assets():
        path = layouts.files[f"assets/{name}"]
        yield _copy(f"assets/{name}", partial(layouts.asset, name, color), Where(path))


def _script(project: LocalProject, name: str) -> Iterator[bytes]:
    yield project.layouts.script(name).encode()


def _data(
    project: LocalProject,
    listed: dict[str, list[data.File]],
    moved: Sequence[Redirect],
    cache: Cache,
) -> Iterator[Output]:
    toolkit = project.toolkit

    def tell(document: Document) -> str:
        files = listed[document.target]
        about = (project.digest(document), files, toolkit.language)
        tell_one = partial(data.tell_document, toolkit, document, files)
        return cache.keep(
            key(makers.DATA, "document", *about), lambda: tell_one().encode()
        ).decode()

    where = Where(project.root / "content" / "toolkit.yaml")
    documents = [project.digest(document) for document in toolkit.documents()]
    inputs = (project.outline_digest, documents, listed)
    yield Output(
        "toolkit.json",
        key(makers.DATA, "toolkit", *inputs),
        lambda: map(str.encode, data.toolkit_json(toolkit, listed, tell)),
        where,
    )
    # These are for the site in all its languages.
    if not toolkit.source_language:
        headers = hosting.files(project.outline, HOST_SCRIPTS, moved)
        for name, text in (headers | sitemap.files(project.outline)).items():
            yield _copy(name, text.encode, where)
    for tool in toolkit.tools:
        about = (project.outline_digest, project.digest(tool), project.words_digest)
        words = project.layouts.interface
        schema = partial(data.schema, project.outline, tool, words)
        yield _text(
            f"data/{tool.slug}.schema.json", key(makers.DATA, "schema", *about), schema, tool.where
        )
        page = page_name(tool, "whole")
        answer = partial(data.oembed, project.outline, tool, page)
        yield _text(
            f"embed/{tool.slug}/oembed.json", key(makers.DATA, "oembed", *about), answer, tool.where
        )


def _text(path: str, output_key: str, render: Callable[[], str], where: Where) -> Output:
    return Output(path, output_key, lambda: [render().encode()], where)


def _copy(path: str, make: Callable[[], bytes], where: Where) -> Output:
    """Return an output that takes no more time to make than to keep."""
    return Output(path, "", lambda: [make()], where)
