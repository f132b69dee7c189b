"""Tokens -> `Prose`: links and pictures are found, named and noted; raw HTML is refused."""

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from markdown_it.token import Token

from partnertools.content import addresses, disk, markdown, pictures
from partnertools.content.sources import CARD, Source
from partnertools.model import Link, Picture, Prose
from partnertools.problems import Problem, Where


@dataclass(slots=True)
class Reader:
    """Reads one source and gathers what it links to and shows."""

    source: Source
    problems: list[Problem]
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def where(self, line: int = 0) -> Where:
        """Return a place in this source."""
        return Where(self.source.path, line)

    def report(self, line: int, what: str, remedy: str) -> None:
        """Note a mistake on a line of this source."""
        self.problems.append(Problem(self.where(line), what, remedy))

    def prose(self, tokens: Sequence[Token]) -> Prose:
        """Take block or inline tokens into the document."""
        kept: list[Token] = []
        line = 0
        for token in tokens:
            line = markdown.line(token) or line
            self.refuse_attributes(token, line)
            if token.type == "html_block":
                self._refuse_html(token, line)
                continue
            if token.type == "heading_open" and token.tag in ("h1", "h2", "h3"):
                self.report(line, "a heading inside a list, quote or control", "move it out")
            if token.type == "fence" and token.info.startswith("{"):
                self.report(
                    line,
                    f"`{token.info}` inside a list, quote or control",
                    "let it begin at the left margin, outside of other blocks",
                )
            token.children = self._inline(token.children, line)
            kept.append(token)
        return Prose(tuple(kept))

    def _inline(self, children: list[Token] | None, line: int) -> list[Token] | None:
        kept: list[Token] = []
        for child in children or ():
            self.refuse_attributes(child, line)
            if child.type == "html_inline":
                self._refuse_html(child, line)
                continue
            if child.type == "link_open":
                self._link(child, line)
            elif child.type == "image":
                self._picture(child, line)
            elif child.type in ("softbreak", "hardbreak"):
                line += 1
            kept.append(child)
        return None if children is None else kept

    def _link(self, token: Token, line: int) -> None:
        href = str(token.attrs.get("href", ""))
        if href in ("", "#"):
            self.report(line, "a link that leads nowhere", "write its address between `(` and `)`")
            return
        try:
            parts = urlsplit(href)
        except ValueError:
            parts = None
        if addresses.scheme(href) in addresses.SCHEMES or not parts:
            if not parts or not addresses.is_whole(href):
                remedy = "write the address as a browser shows it, such as `https://example.org/`"
                self.report(line, f"the link `{href}` is no whole address", remedy)
            return
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            self.report(
                line,
                f"the link `{href}` can't work from every place",
                "name the file relative to this one, or give a whole https address",
            )
            return
        target = self.source.kind + "/" + self.source.slug
        if parts.path:
            path = posixpath.normpath(posixpath.join(self._folder(), unquote(parts.path)))
            target = path.removeprefix("content/").removesuffix(".md").removesuffix("/index")
            if not path.startswith("content/") or not parts.path.endswith(".md"):
                what = f"the link `{href}` doesn't lead to a file of the content"
                remedy = "name the Markdown file relative to this one"
                if posixpath.splitext(parts.path)[1] not in (".md", ".html", ".yaml", ""):
                    remedy = "put that file on a website, and write its whole https address"
                self.report(line, what, remedy)
                return
        self.links.append(Link(target, unquote(parts.fragment), self.where(line)))
        token.attrs["href"] = f"content:{target}" + (f"#{parts.fragment}" if parts.fragment else "")

    def _folder(self) -> str:
        if self.source.kind == "opening":
            return "content"
        if self.source.kind == "card":
            return f"content/guide/{self.source.slug}"
        folder = f"content/{self.source.kind}"
        return f"{folder}/{self.source.slug}" if self.source.path.name == "index.md" else folder

    def _picture(self, token: Token, line: int) -> None:
        name = self._name_on_disk(unquote(str(token.attrs.get("src", ""))))
        path = self.source.path.parent / name
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        if self.source.path.name not in ("index.md", CARD):
            self.report(
                line,
                f"the picture `{name}` has no place of its own",
                f"make this file `{self.source.slug}/index.md` and put the picture beside it",
            )
        elif not inside or not name or not os.path.lexists(path):
            near = get_close_matches(name, self._names_beside(name)) if inside else []
            remedy = "put the file beside this one, or mend its name"
            remedy = f"did you mean `{near[0]}`?" if near else remedy
            self.report(line, f"the picture `{name}` is missing", remedy)
        elif not token.content.strip():
            self.report(
                line,
                f"the picture `{name}` has no alternative text",
                "say between the brackets what it shows",
            )
        elif refused := self._refuse_picture(name, path):
            self.report(line, f"the picture `{name}`: {refused.what}", refused.remedy)
        else:
            # In an address, `#` or `?` would end the name.
            token.attrs["src"] = quote(name)
            self.pictures.append(Picture(name, path, self.where(line)))

    def _names_beside(self, name: str) -> list[str]:
        folder = self.source.path.parent
        try:
            beside = sorted((folder / name).parent.iterdir())
        except (OSError, ValueError):
            return []
        return [path.relative_to(folder).as_posix() for path in beside]

    def _name_on_disk(self, name: str) -> str:
        """Return the name as the disk has it: Macs spell accents in two characters."""
        if not os.path.lexists(self.source.path.parent / name):
            for other in self._names_beside(name):
                if normalize("NFC", other) == normalize("NFC", name):
                    return other
        return name

    def _refuse_picture(self, name: str, path: Path) -> disk.Refusal | None:
        content = self.source.path.parents[2]
        data = disk.read(path, content, pictures.MOST_BYTES)
        return data if isinstance(data, disk.Refusal) else pictures.refuse(name, data)

    def _refuse_html(self, token: Token, line: int) -> None:
        if not markdown.COMMENT.fullmatch(token.content):
            self.report(
                line,
                f"raw HTML: `{token.content.strip().splitlines()[0]}`",
                "write it in Markdown; only comments may stand as HTML",
            )

    def refuse_attributes(self, token: Token, line: int) -> None:
        """Report the attributes of a token that have no meaning here."""
        for name in token.meta.get("insecure_attrs", ()):
            self.report(line, f"unknown attribute `{name}`", "remove it")
