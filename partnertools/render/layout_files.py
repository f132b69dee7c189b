"""`layouts/` folders -> templates, styles, scripts; mistakes in them are problems with a place.

A project's own folder is laid over the default one, file by file.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from partnertools import files
from partnertools.cache import Cache
from partnertools.interface import catalogues
from partnertools.interface.words import SOURCE
from partnertools.model import colors
from partnertools.model.typefaces import Typefaces
from partnertools.model.words import COUNT, PLACEHOLDER, fill
from partnertools.places import LAYOUTS, user_cache
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.render import languages, scripts, style_mistakes, tokens, typefaces
from partnertools.render.layout_mistakes import (
    DEFAULT,
    find_lost_blocks,
    split_number,
    tell_mistakes,
)

ELSEWHERE = "name it as the default file that it replaces, or move it out of `layouts/`"
ICON, ICON_COLOR = "icon.svg", b"#1d4f6e"
# Rules that a project adds to the style sheet of a medium.
ADDED = "added/{}.css"
MEDIA = ("screen", "sheet")
TOKENS = "tokens.css"
# The file that a style sheet takes in, by its name in `layouts/`. What stands on a server is left.
TAKEN_IN = re.compile(r'^@import "([\w./-]+\.css)";$', re.MULTILINE)
# What is of use in a project's folder though no other file names it.
OF_USE = (
    "added/screen.css",
    "added/sheet.css",
    "assets/*",
    "fields/*/*.css",
    "fields/*/page.js",
    "interface/*.po",
)


class Compiled(BytecodeCache):
    """What templates have been compiled to; Jinja compares them with their source.

    In a process all are kept, for whoever serves a project reads its looks again at every change;
    for the next one those of the default looks, of which a page takes longer to compile than to
    render. They are code, and so `files` is the user's own cache, never one that others write to.
    """

    def __init__(self, files: Cache) -> None:
        self.kept: dict[str, bytes] = {}
        self.files = files
        settings = Path(__file__).read_bytes() + jinja2.__version__.encode()
        self.ours = f"{DEFAULT}-{sha256(settings).hexdigest()}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return a key which says whether the template is one of the default looks."""
        key = super().get_cache_key(name, filename)
        is_default = filename is not None and Path(filename).is_relative_to(LAYOUTS)
        return f"{self.ours}-{key}" if is_default else key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template that is known; Jinja calls it."""
        is_default = bucket.key.startswith(self.ours)
        known = self.kept.get(bucket.key) or (is_default and self.files.read(bucket.key))
        if known:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template; Jinja calls it."""
        self.kept[bucket.key] = bucket.bytecode_to_string()
        if bucket.key.startswith(self.ours):
            self.files.write(bucket.key, self.kept[bucket.key])
            self.files.trim()


_COMPILED = Compiled(Cache(Path(user_cache(), "templates"), largest=10_000_000))


class LayoutFiles:
    """The templates, styles, scripts and other files of folders: the first that has one counts.

    The last folder is the default one, and whole. What the templates say of themselves is in a
    language. Raises `UserError` where a file is missing, has a mistake in it, or is none that
    anything is made of.
    """

    def __init__(self, *folders: Path, language: str = SOURCE) -> None:
        if not folders[-1].is_dir():
            remedy = "copy the folder `layouts/` of partnertools there"
            raise UserError([Problem(Where(folders[-1]), "there is no such folder", remedy)])
        # Modules name each other by their real places.
        self.folders = (*folders[:-1], folders[-1].resolve())
        # The path of each file by its name.
        self.files: dict[str, Path] = {}
        for folder in reversed(self.folders):
            self.files |= {path.relative_to(folder).as_posix(): path for path in _walk(folder)}
        if unused := [problem for folder in folders[:-1] for problem in self._find_unused(folder)]:
            raise UserError(unused)
        problems: list[Problem] = []
        self.interface = catalogues.read(language, self.folders, problems)
        if problems:
            raise UserError(problems)
        self.environment = _Environment(
            self.folders,
            loader=FunctionLoader(self._source),
            autoescape=True,
            # A misspelt name is a mistake, not an empty text.
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_COMPILED,
            # They stay as they are for as long as this lasts.
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        self._messages: dict[str, Markup] = {}
        self.environment.newstyle_gettext = True  # type: ignore[attr-defined]
        # Where a message is broken into lines makes no difference.
        self.environment.policies["ext.i18n.trimmed"] = True
        self.environment.globals |= {
            "gettext": self._message,
            "pgettext": self._message_in_context,
            "ngettext": self._plural,
            "page_numbers": self.page_numbers,
        }
        self.environment.filters["size"] = self.interface.size

    @property
    def own_files(self) -> dict[str, Path]:
        """Return the files that a project has in the place of the default ones, or beside them."""
        default = self.folders[-1]
        return {n: path for n, path in self.files.items() if not path.is_relative_to(default)}

    @property
    def folder(self) -> Path:
        """Return the folder in which a designer changes something."""
        return self.folders[0]

    def render(self, name: str, /, **names: Any) -> str:
        """Return what a template says with these names."""
        with tell_mistakes(self.folders):
            return languages.mark(self.environment.get_template(name).render(**names))

    def style(self, medium: str, color: str = "", own_typefaces: Typefaces | None = None) -> str:
        """Return one style sheet for a medium (`screen` or `sheet`), tokens first.

        A color and typefaces of the toolkit's own take the place of those in the tokens.
        """
        names = [TOKENS, f"{medium}.css", *self._match(f"fields/*/{medium}.css")]
        if (added := ADDED.format(medium)) in self.files:
            names.append(added)
        with tell_mistakes(self.folders):
            parts = [TAKEN_IN.sub(lambda name: self._css(name[1]), self._css(n)) for n in names]
        if color:
            parts.insert(1, _accent_rules(color))
        if own_typefaces:
            parts.insert(1, typefaces.rules(own_typefaces, medium, parts[0]))
        if medium == "sheet":
            # The rules of a project may say something else.
            rule = f"@page {{ @top-right {{ content: {self.page_numbers('pages')}; }} }}"
            parts.insert(1, rule)
        return "\n".join(parts)

    def find_mistakes(self, color: str) -> list[Problem]:
        """Return what is wrong with a project's own files, as far as it shows in them alone."""
        with tell_mistakes(self.folders):
            sheets = [path for name, path in self.own_files.items() if name.endswith(".css")]
            broken = [
                problem
                for path in sheets
                for problem in style_mistakes.find_broken(path, path.read_text(encoding="utf-8"))
            ]
            blocks = list(find_lost_blocks(self.environment, self.own_files))
        lost = [*broken, *blocks] or self._find_missing_tokens(color)
        return lost or self.find_unreadable(color)

    def _find_missing_tokens(self, color: str) -> list[Problem]:
        path, default = self._path(TOKENS), self.folders[-1] / TOKENS
        if path == default:
            return []
        styles = [self.style(medium) for medium in MEDIA]
        with tell_mistakes(self.folders):
            sheets = [p for name, p in self.own_files.items() if name.endswith(".css")]
            own = {p: p.read_text(encoding="utf-8") for p in sheets}
        own[default] = _accent_rules(color) if color else ""
        return list(tokens.find_missing(default, path, own, styles))

    def find_unreadable(self, color: str) -> list[Problem]:
        """Return the colors of a project's own files that can't be read, with what can be.

        The toolkit's color takes the place of the one in the tokens.
        """
        default = self.folders[-1] / TOKENS
        added = [self.files[name] for name in map(ADDED.format, MEDIA) if name in self.files]
        with tell_mistakes(self.folders):
            texts = [
                (path, path.read_text(encoding="utf-8"))
                for path in (default, self._path(TOKENS), *added)
            ]
        sheets = [(path, text, not path.is_relative_to(default.parent)) for path, text in texts]
        sheets.insert(2, (default, _accent_rules(color), False))
        return list(tokens.problems(sheets))

    def asset(self, name: str, color: str) -> bytes:
        """Return a file of `assets`; the default icon is in the toolkit's color, if any."""
        data = self.read(f"assets/{name}")
        is_ours = name == ICON and self._path(f"assets/{name}").is_relative_to(self.folders[-1])
        return data.replace(ICON_COLOR, color.encode()) if is_ours and color else data

    def script(self, name: str) -> str:
        """Return one of the pages' scripts, such as `tool` or `filler`, which that one loads.

        A kind of control may have a script of its own for a tool's page.
        """
        kinds = self._match("fields/*/page.js") if name == "tool" else []
        # Whatever is laid over it, a module is where the default folder has it, or would have it.
        default = self.folders[-1]

        def find(path: Path) -> Path:
            return self._path(path.relative_to(default).as_posix())

        with tell_mistakes(self.folders):
            entry = default / "scripts" / f"{name}.js"
            before = [default / kind for kind in kinds]
            return scripts.join_modules(entry, before, find, self._catalog())

    def assets(self) -> dict[str, bytes]:
        """Return the files that are published as they are, by their names."""
        names = self._match("assets/*")
        return {name.removeprefix("assets/"): self.read(name) for name in names}

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        with tell_mistakes(self.folders):
            return self._path(name).read_bytes()

    def _catalog(self) -> scripts.Catalog | None:
        """Return the translations that scripts may need; None in English."""
        catalogues = self.interface.catalogues
        if not catalogues:
            return None
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for messages in catalogues:
            for entry in messages.entries:
                # One script has one rule for plurals.
                is_known = not entry.plural or messages.plural == catalogues[0].plural
                if entry.is_translated and is_known:
                    found.setdefault((entry.context, entry.id), entry.strings)
        return scripts.Catalog(found, catalogues[0].plural)

    def page_numbers(self, last: str) -> Markup:
        """Return which page it is of how many, as CSS says it; `last` counts to the last one."""
        # translators: at the top of each page of paper: “Page 2 of 5”
        kept = {name: f"%({name})s" for name in ("page", "pages")}
        text = self.interface.gettext("Page %(page)s of %(pages)s", **kept)
        counters = {"page": "counter(page)", "pages": f"counter({last})"}
        parts = re.split(PLACEHOLDER.pattern, text)
        content = [counters[part] if i % 2 else _css_string(part) for i, part in enumerate(parts)]
        return Markup(" ".join(part for part in content if part))  # noqa: S704 (it has no tags)

    def _message(self, text: str, /, **values: object) -> Markup:
        # Nearly all of what pages say is the same on each of them.
        if not values:
            if text not in self._messages:
                self._messages[text] = self._fill(self.interface.translate(text), {})
            return self._messages[text]
        return self._fill(self.interface.translate(text), values)

    def _message_in_context(self, context: str, text: str, /, **values: object) -> Markup:
        return self._fill(self.interface.translate(text, context), values)

    def _plural(self, one: str, other: str, number: int, /, **values: object) -> Markup:
        text = self.interface.translate_plural(one, other, number)
        return self._fill(text, {COUNT: number, **values})

    def _fill(self, text: str, values: Mapping[str, object]) -> Markup:
        """Return a message for HTML; of its values, only what is HTML is one."""
        written = self.interface.written(values)
        escaped = {
            name: str(value if isinstance(value, Markup) else escape(written[name]))
            for name, value in values.items()
        }
        return Markup(fill(str(escape(text)), escaped))  # noqa: S704 (it is escaped)

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return the text of a template, its path, and that it stays as it is."""
        first, name = split_number(name)
        there = (folder / name for folder in self.folders[first:])
        path = next((path for path in there if path.is_file()), None)
        if path is None:
            return None
        return path.read_text(encoding="utf-8"), str(path), lambda: True

    def _css(self, name: str) -> str:
        return self._path(name).read_text(encoding="utf-8")

    def _path(self, name: str) -> Path:
        return self.files.get(name, self.folders[-1] / name)

    def _match(self, pattern: str) -> list[str]:
        return sorted(name for name in self.files if PurePosixPath(name).match(pattern))

    def _find_unused(self, folder: Path) -> Iterator[Problem]:
        """Yield the files of a project's folder that nothing is made of."""
        below = self.folders[self.folders.index(folder) + 1 :]
        default = {path.relative_to(one).as_posix() for one in below for path in _walk(one)}
        own = {path.relative_to(folder).as_posix(): path for path in _walk(folder)}
        for name, path in own.items():
            if name in default or any(PurePosixPath(name).match(pattern) for pattern in OF_USE):
                continue
            others = (other.read_bytes() for other in own.values() if other != path)
            if not any(path.name.encode() in text for text in others):
                near = choose(name, sorted({*default, *OF_USE[:2]}))
                remedy = near if near.startswith("did you mean") else ELSEWHERE
                yield Problem(Where(path), "nothing is made of this file", remedy)


class _Environment(Environment):
    """Lets a template name the one that it is laid over."""

    def __init__(self, folders: Sequence[Path], **options: Any) -> None:
        super().__init__(**options)
        self.folders = folders

    def join_path(self, template: str, parent: str) -> str:
        """Return the name of a template that another one names."""
        name = template.removeprefix(f"{DEFAULT}/")
        if name == template:
            return template
        first, own = split_number(parent)
        of_parent = next(n for n in range(first, len(self.folders)) if self._has(n, own))
        return f"{DEFAULT}/{min(of_parent + 1, len(self.folders) - 1)}/{name}"

    def _has(self, number: int, name: str) -> bool:
        return (self.folders[number] / name).is_file()


def _css_string(text: str) -> str:
    """Return text as CSS has it (CSS Syntax 3, 4.3.5), which HTML may hold; empty for none."""
    escaped = re.sub(r'["\\<>&\n]', lambda found: f"\\{ord(found[0]):x} ", text)
    return f'"{escaped}"' if text else ""


def _accent_rules(color: str) -> str:
    """Return the rules that give the tokens a toolkit's own color, if any."""
    if not color:
        return ""
    found = colors.accent(color)
    pairs = {
        "--accent": (found.light, found.dark),
        "--accent-soft": (found.soft_light, found.soft_dark),
    }
    rules = " ".join(f"{k}: light-dark({a}, {b});" for k, (a, b) in pairs.items())
    return f":root {{ {rules} }}"


def _walk(folder: Path) -> list[Path]:
    """Return the files of a folder and of those in it, without what programs leave there."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = (name for name in folders if not files.is_leftover(name))
        found += (Path(place, name) for name in names if not files.is_leftover(name))
    return sorted(path for path in found if path.is_file())
