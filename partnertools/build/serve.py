"""A project -> its site on this machine alone, renewed at every change of its files.

Pages carry one script more than what is built (`layouts/scripts/serve.js`): it hears from here when
its page has changed, and shows the mistakes in the files.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from partnertools import excerpts
from partnertools.build import watching
from partnertools.build.live import Live, Moment
from partnertools.build.project import read_layouts
from partnertools.cache import Cache
from partnertools.problems import Problem, UserError, Where
from partnertools.render import hosting

HOST = "127.0.0.1"
PORT = 8000
# How many ports are tried where nobody has asked for one.
PORTS = 20
MOST_PORT = 65535
# Addresses that no file of a site has.
OURS = "/.partnertools/"
SCRIPT = f"{OURS}serve.js"
CHANGES = f"{OURS}changes"
# How often a connection is tried on which there is nothing to say, in seconds.
BEAT = 10.0
TYPES = {suffix: kind for kind, suffixes in hosting.TYPES.items() for suffix in suffixes.split()}
NOTHING_YET = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{words}</p></body>
</html>
"""


def serve(
    root: Path,
    port: int | None,
    cache: Cache,
    begin: Callable[[str], None],
    tell: Callable[[Moment], None],
    *,
    base: Path | None = None,
    has_drafts: bool = False,
) -> None:
    """Serve a project until Ctrl-C, laid over the toolkit in the folder `base`, or its own base.

    `begin` is called with the address as soon as pages can be asked for, `tell` whenever the site
    has become another one. Raises `UserError` where it can't be served at all.
    """
    live = Live(root, cache, base=base, has_drafts=has_drafts)
    with live, _listen(live, root, port) as address:
        begin(address)
        with watching.changes(root, base) as changed:
            while True:
                changed.clear()
                live.renew(changed.is_set, tell)
                changed.wait()


@contextmanager
def _listen(live: Live, root: Path, port: int | None) -> Iterator[str]:
    """Answer browsers, and give the address."""
    script = read_layouts(root, live.base).script("serve").encode()
    with _bound(partial(_Handler, live=live, script=script), port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _bound(handler: Callable[..., BaseHTTPRequestHandler], port: int | None) -> "_Server":
    ports = range(PORT, PORT + PORTS) if port is None else (port,)
    reason = ""
    for one in ports:
        if one not in range(MOST_PORT + 1):
            reason = f"ports are 0 to {MOST_PORT}"
            continue
        try:
            return _Server((HOST, one), handler)
        except OSError as error:
            reason = error.strerror or str(error)
    what = f"port {ports[-1]} can't be used ({reason})"
    raise UserError([Problem(Where(Path(HOST)), what, "name another one with `--port`")])


class _Server(ThreadingHTTPServer):
    # A browser keeps connections open on which it asks for nothing: nobody waits for their end.
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        # A browser that closes a page drops its connections.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """One request: a file of the site, our script, or the changes of a page as they come."""

    def __init__(self, *arguments: object, live: Live, script: bytes) -> None:
        self.live = live
        self.script = script
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        # A website can't reach what is served here by giving this machine a name of its own.
        if self.headers.get("Host", "").partition(":")[0] not in (HOST, "localhost"):
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"ask for it as localhost")
            return
        parts = urlsplit(self.path)
        if parts.path == SCRIPT:
            self._answer(HTTPStatus.OK, "text/javascript", self.script)
        elif parts.path == CHANGES:
            self._tell_changes(parse_qs(parts.query).get("page", [""])[0])
        else:
            self._file(unquote(parts.path).removeprefix("/"))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _file(self, path: str) -> None:
        moment = self.live.wait(None)
        assert moment is not None
        # Whoever asks for a PDF means the one that belongs to the page.
        while path in moment.unfinished:
            moment = self.live.wait(moment) or moment
        if path.endswith("/") or not path:
            path += "index.html"
        data = moment.read(path)
        if data is None and moment.read(f"{path}/index.html") is not None:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"/{quote(path)}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status = HTTPStatus.OK
        if data is None:
            status, data = HTTPStatus.NOT_FOUND, moment.read("404.html")
            if data is None:
                title = "There is no such page" if moment.files else "There is no page yet"
                words = f"{escape(path)} is not in the site." if moment.files else ""
                data = NOTHING_YET.format(title=title, words=words).encode()
            kind = "text/html"
        else:
            kind = TYPES.get(path.rpartition(".")[2].lower()) or guess_type(path)[0] or ""
        if kind == "text/html":
            about = f'data-page="{escape(path)}" data-digest="{moment.digest(path)}"'
            about += f' data-change="{moment.change}"'
            script = f'<script src="{SCRIPT}" {about} defer></script></head>'
            data = data.replace(b"</head>", script.encode(), 1)
        self._answer(status, kind or "application/octet-stream", data, path)

    def _answer(self, status: HTTPStatus, kind: str, data: bytes, path: str = "") -> None:
        self.send_response(status)
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        self.send_header("Content-Type", f"{kind}{text}")
        self.send_header("Content-Length", str(len(data)))
        headers = dict(hosting.EVERYWHERE)
        if kind == "text/html":
            is_frame = path.startswith("embed/") and path != "embed/index.html"
            headers |= hosting.FRAME if is_frame else hosting.PAGE
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _tell_changes(self, page: str) -> None:
        """Send the state of a page now, and whenever it is another one, until nobody listens."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        moment, told = self.live.wait(None), ""
        try:
            while True:
                assert moment is not None
                state = json.dumps(_state(moment, page))
                # A line that begins with a colon is heard by nobody.
                self.wfile.write(f"data: {state}\n\n".encode() if state != told else b":\n\n")
                self.wfile.flush()
                told = state
                moment = self.live.wait(moment, BEAT)
        except ConnectionError:
            return

    def log_message(self, *arguments: object) -> None:
        """Say nothing: what was asked for is of no interest."""


def _state(moment: Moment, page: str) -> dict[str, object]:
    return {
        "digest": moment.digest(page),
        "change": moment.change,
        "unfinished": len(moment.unfinished),
        "mistakes": [_mistake(problem) for problem in moment.problems],
    }


def _mistake(problem: Problem) -> dict[str, object]:
    found = excerpts.of(problem) or excerpts.Excerpt(0, "", 0, 0, 0)
    return {
        "where": str(problem.where),
        "what": problem.what,
        "remedy": problem.remedy,
        "number": found.number,
        "text": found.text,
        "start": found.start,
        "length": found.length,
    }
