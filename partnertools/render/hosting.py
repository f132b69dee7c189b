"""A toolkit -> what web servers read: `_headers`, `nginx.conf`, `.htaccess`, all saying the same.

Where something had another address before, they lead to the one of today: for Netlify and
Cloudflare Pages, that stands in `_redirects`.

Netlify and Cloudflare Pages read `_headers`, and join what several of its rules say about one
header; two policies would then both bind. So no two rules there name a header for one address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from partnertools.model.attached import ATTACHED
from partnertools.model.toolkit import Toolkit

Headers = dict[str, str]

# The site is public and the same for everybody; what loads a page or a PDF may show it.
EVERYWHERE: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# No name carries a version but those of the scripts for other websites, which never change.
CHECKED: Headers = {"Cache-Control": "no-cache"}
KEPT: Headers = {"Cache-Control": "public, max-age=31536000, immutable"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
# `frame-ancestors *` would still shut out files and sandboxes: it stands for http and https alone.
FRAME: Headers = {"Content-Security-Policy": POLICY}
PAGE: Headers = {"Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'"}
# For programs, and for frames in a sandbox, which fetch as if from another website.
READABLE: Headers = {"Access-Control-Allow-Origin": "*"}
DATA = r"(?:toolkit[.]json|data/[^/]+|.*[.]pdf|.*[.]fill[.]json)"

TYPES = {
    "text/html": "html",
    "text/css": "css",
    "text/javascript": "js",
    "application/json": "json",
    "application/pdf": "pdf",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "font/woff2": "woff2",
    "application/xml": "xml",
}
# What is handed out as it is.
TYPES |= {
    kind: end for end, kind in ATTACHED.items() if end not in " ".join(TYPES.values()).split()
}
# Of search engines, and of nobody else.
FOR_CRAWLERS = ("sitemap.xml", "robots.txt")


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path within the site that was `before` and is `now`; `title` is that of the page."""

    before: str
    now: str
    title: str

    @property
    def is_page(self) -> bool:
        """Tell whether a page can lead there."""
        return self.now.endswith(".html")


def files(
    toolkit: Toolkit, host_scripts: Sequence[str], moved: Sequence[Redirect] = ()
) -> dict[str, str]:
    """Return files by their names; `host_scripts` are the paths of scripts for other websites.

    They are for the site in all its languages, each of which has the same paths in its folder.
    """
    base = urlsplit(toolkit.base_url).path
    folders = ["", *(f"{language}/" for language in toolkit.languages)]
    host_scripts = [folder + script for folder in folders for script in host_scripts]
    moved = [
        Redirect(folder + one.before, folder + one.now, one.title)
        for folder in folders
        for one in moved
    ]
    found = {
        "_headers": _rules(toolkit, base, folders, host_scripts, moved),
        "nginx.conf": _nginx(unquote(base), folders, host_scripts, moved),
        ".htaccess": _apache(unquote(base), folders, host_scripts, moved),
    }
    if moved:
        lines = [f"{base}{before} {base}{now} 301" for before, now in _addresses(moved)]
        # Netlify and Cloudflare Pages; what is a file there leads on by itself.
        found["_redirects"] = "\n".join(lines) + "\n"
    return found


def _addresses(moved: Sequence[Redirect]) -> Iterator[tuple[str, str]]:
    """Yield each former address and the one of today, pages with and without `index.html`."""
    for one in moved:
        if one.before.endswith("/index.html"):
            folder = one.before.removesuffix("index.html")
            yield folder.rstrip("/"), one.now
            yield folder, one.now
        yield one.before, one.now


def _rules(
    toolkit: Toolkit,
    base: str,
    folders: Sequence[str],
    host_scripts: Sequence[str],
    moved: Sequence[Redirect],
) -> str:
    """Return `_headers`. `:name` stands for one part of a path, `*` for anything.

    Pages are named with and without `index.html` and `.html`, as they are asked for. Netlify takes
    `/embed/:tool/` for `/embed/index.html` too, so folders beside files are named one by one.
    """
    pages = ["", "compare/", "embed/", "guide/:guide/", "pages/:page/", "tools/:tool/"]
    packets = [f"packets/{packet.slug}/" for packet in toolkit.packets]
    frames = [f"embed/{tool.slug}/" for tool in toolkit.tools]
    before = [one.before.removesuffix("index.html") for one in moved]
    # Those in the folders of other languages are named there.
    packets += [path for path in before if re.fullmatch("packets/[^/]+/", path)]
    frames += [path for path in before if re.fullmatch("embed/[^/]+/", path)]
    by_path: dict[str, Headers] = {}

    def put(paths: list[str], headers: Headers) -> None:
        for path in paths:
            is_everywhere = path.startswith("*") or path in (*FOR_CRAWLERS, *host_scripts)
            for folder in [""] if is_everywhere else folders:
                # Of two blocks for one path, Cloudflare forgets the first.
                by_path[folder + path] = by_path.get(folder + path, {}) | headers

    put(["*"], EVERYWHERE)
    put([*pages, *packets], PAGE)
    put([f"{folder}index.html" for folder in [*pages, "packets/:packet/"]], PAGE)
    put(["404.html", "404"], PAGE | CHECKED)
    put(["", "index.html", "embed/", "embed/index.html", "toolkit.json", *FOR_CRAWLERS], CHECKED)
    put(
        [
            f"{name}/*"
            for name in ("assets", "compare", "data", "files", "guide", "packets", "pages", "tools")
        ],
        CHECKED,
    )
    put([*frames, "embed/:tool/:file"], FRAME | CHECKED)
    data = ["toolkit.json", "data/*", "*.pdf", "*.fill.json"]
    put(["embed/:tool/oembed.json", *data], READABLE)
    put([*host_scripts], KEPT | READABLE)
    blocks = (
        "\n".join([f"{base}{path}", *(f"  {name}: {value}" for name, value in headers.items())])
        for path, headers in by_path.items()
    )
    return (
        "# For Netlify and Cloudflare Pages: belongs into the folder that is published.\n\n"
        + "\n\n".join(blocks)
        + "\n"
    )


def _nginx(
    base: str, folders: Sequence[str], host_scripts: Sequence[str], moved: Sequence[Redirect]
) -> str:
    start = _start(base, folders)
    # The first that matches counts.
    kinds = {
        **{f"= {_quote(base + script)}": KEPT | READABLE for script in host_scripts},
        f"~ {_quote(f'{start}embed/[^/]+/oembed[.]json$')}": CHECKED | FRAME | READABLE,
        f"~ {_quote(f'{start}embed/[^/]+/[^/]+$')}": CHECKED | FRAME,
        f"~ {_quote(f'{start}{DATA}$')}": CHECKED | READABLE,
        f"~ {_quote('[.]html$')}": CHECKED | PAGE,
    }
    locations = "\n".join(
        f"    location {match} {{\n{_add_headers(headers, 8)}    }}"
        for match, headers in kinds.items()
    )
    locations += "".join(
        f"\n    location = {_quote(base + before)} {{\n"
        f"        return 301 {_quote(f'{base}{now}$is_args$args')};\n    }}"
        for before, now in _addresses(moved)
    )
    types = "".join(f"        {type_} {endings};\n" for type_, endings in TYPES.items())
    return f"""\
# For nginx: `include` this file in a server block whose `root` has the site at {base}
location ^~ {_quote(base)} {{
    index index.html;
    absolute_redirect off;
    error_page 404 {_quote(f"{base}404.html")};
    charset utf-8;
    charset_types text/css text/javascript text/plain text/csv text/calendar;
    default_type application/octet-stream;
    types {{
{types}    }}
{_add_headers(CHECKED, 4)}
    location ~ {_quote(f"{start}(?:_headers|_redirects|nginx[.]conf|[.]htaccess)$")} {{
        return 404;
    }}
{locations}
}}
"""


def _start(base: str, folders: Sequence[str]) -> str:
    """Return the expression that the paths of the site in any of its languages begin with."""
    start = f"^{re.escape(base)}"
    names = "|".join(re.escape(folder) for folder in folders if folder)
    return f"{start}(?:{names})?" if names else start


def _add_headers(headers: Headers, indent: int) -> str:
    # A location inherits nothing as soon as it adds a header of its own.
    return "".join(
        f'{" " * indent}add_header {name} "{value}" always;\n'
        for name, value in (EVERYWHERE | headers).items()
    )


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _apache(
    base: str, folders: Sequence[str], host_scripts: Sequence[str], moved: Sequence[Redirect]
) -> str:
    start = _start(base, folders)
    # Of all that match, the last counts.
    settings: list[tuple[str, Headers]] = [
        ("", EVERYWHERE | CHECKED),
        ("[.]html$", PAGE),
        (f"{start}embed/[^/]+/[^/]+$", FRAME),
        (f"{start}(?:{DATA}|embed/[^/]+/oembed[.]json)$", READABLE),
        *((f"^{re.escape(base + script)}$", KEPT | READABLE) for script in host_scripts),
    ]
    names = dict.fromkeys(name for _, headers in settings for name in headers)
    # Apache has two lists of headers and sends both, so what others have set goes from both.
    unset = "".join(
        f"    Header {which}unset {name}\n"
        for name in [*names, "X-Frame-Options"]
        for which in ("", "always ")
    )
    lines = "".join(
        f'    Header always set {name} "{value}"'
        + (f' "expr=%{{REQUEST_URI}} =~ m#{pattern}#"' if pattern else "")
        + "\n"
        for pattern, headers in settings
        for name, value in headers.items()
    )
    types = "".join(
        f"    AddType {type_} {' '.join(f'.{e}' for e in endings.split())}\n"
        for type_, endings in TYPES.items()
    )
    leads = "".join(
        f"    RedirectMatch 301 {_quote(f'^{re.escape(base + before)}$')} {_quote(base + now)}\n"
        for before, now in _addresses(moved)
    )
    leads = f"<IfModule mod_alias.c>\n{leads}</IfModule>\n" if moved else ""
    return f"""\
# For Apache 2.4, with the site at {base}
ErrorDocument 404 {_quote(f"{base}404.html")}
<IfModule mod_mime.c>
{types}    AddCharset utf-8 .html .css .js .txt .csv .ics
</IfModule>
<IfModule mod_headers.c>
{unset}{lines}</IfModule>
{leads}"""
