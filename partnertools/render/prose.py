"""`Prose` -> HTML. Where a link leads depends on the page that it stands on: a function says."""

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from partnertools.foreign import Foreign
from partnertools.model.prose import Prose
from partnertools.render.languages import attributes

Resolve = Callable[[str], str]
_OPTIONS = OptionsDict(
    {
        "maxNesting": 20,
        "html": False,
        "linkify": False,
        "typographer": False,
        "quotes": "“”‘’",
        "xhtmlOut": False,
        "breaks": False,
        "langPrefix": "language-",
        "highlight": None,
    }
)


class _Renderer(RendererHTML):
    """The usual HTML, with links and pictures led through `env`; spans say languages alone.

    How a column of a table is aligned is a class: a strict policy refuses styles in attributes.
    """

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        href = env["resolve"](str(tokens[idx].attrs["href"]))
        return f'<a href="{escapeHtml(href)}">'

    def image(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children or [], options, env)
        source = env["picture"](str(token.attrs["src"]))
        return f'<img src="{escapeHtml(source)}" alt="{escapeHtml(alt)}">'

    def text(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        # The title of what a link leads to may be in another language than the link.
        words = tokens[idx].content
        html = escapeHtml(words)
        if isinstance(words, Foreign):
            return f"<span {attributes(words.language)}>{html}</span>"
        return html

    def span_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        language = tokens[idx].attrs.get("lang")
        return f"<span {attributes(str(language))}>" if language else "<span>"

    def span_close(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        return "</span>"

    def th_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        return _cell(tokens[idx])

    td_open = th_open


def _cell(token: Token) -> str:
    side = str(token.attrGet("style") or "").removeprefix("text-align:")
    return f'<{token.tag} class="{side}">' if side else f"<{token.tag}>"


_renderer = _Renderer()


def html(prose: Prose, resolve: Resolve, picture: Resolve) -> Markup:
    """Render prose.

    `resolve` turns `content:tools/slug#anchor` into an address, `picture` a picture's name.
    """
    env = {"resolve": resolve, "picture": picture}
    return Markup(_renderer.render(list(prose.tokens), _OPTIONS, env))  # noqa: S704
