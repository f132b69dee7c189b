"""In: a built site. Out: real web servers that serve it, and what they answer."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from partnertools import source
from partnertools.render import hosting, redirects
from partnertools.render.embeds import HOST_SCRIPTS
from tools import programs

SUB_PATH = "/some/sub/path/"
# Where systems keep the modules of Apache.
MODULES = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))

COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-cache",
}
LOADS = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
PAGE = COMMON | {"content-security-policy": f"{LOADS}; frame-ancestors 'self'"}
FRAME = COMMON | {"content-security-policy": LOADS}
READABLE = {"access-control-allow-origin": "*"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
# Whatever else would bind a page or open it; a server's own words are not of interest.
NAMES = {*PAGE, *READABLE, "x-frame-options", "cross-origin-opener-policy"}


@dataclass(frozen=True, slots=True)
class Hosted:
    """A site on a server: its folder, the server's origin, and the path that the site is under."""

    folder: Path
    origin: str
    base: str

    @property
    def address(self) -> str:
        return self.origin + self.base

    @property
    def files(self) -> list[str]:
        """The site's files, without those that are for servers alone."""
        own = {"_headers", "_redirects", "nginx.conf", ".htaccess"}
        found = (p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*"))
        return sorted(name for name in found if (self.folder / name).is_file() and name not in own)

    @property
    def pages(self) -> list[str]:
        return [name for name in self.files if name.endswith(".html")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[str]:
    """Run a server until the end; yield its origin as soon as it answers."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as server,
    ):
        try:
            for _ in range(200):
                assert server.poll() is None, log.read_text()
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            else:
                pytest.fail(f"nothing answers: {log.read_text()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def nginx(folder: Path, root: Path, snippet: Path) -> Iterator[str]:
    """Serve `root` with a snippet, within a server that forbids frames for everything else."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"""
        daemon off;
        master_process off;
        pid {folder}/nginx.pid;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/body;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            add_header X-Frame-Options DENY;
            server {{
                listen 127.0.0.1:{port};
                root {root};
                include "{snippet}";
            }}
        }}
        """
    )
    command = [programs.needs("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running([*command, "-e", "stderr"], port, folder / "log") as origin:
        yield origin


@contextmanager
def apache(folder: Path, root: Path, snippet: Path) -> Iterator[str]:
    """Serve `root`, in which the snippet stands, with no more leave than `.htaccess` needs."""
    program = programs.needs("apache")
    folder_of_modules = next(path for path in MODULES if path.is_dir())
    port = free_port()
    modules = ("mpm_event", "authz_core", "mime", "dir", "headers", "alias")
    (folder / "apache.conf").write_text(
        "\n".join(f"LoadModule {m}_module {folder_of_modules}/mod_{m}.so" for m in modules)
        + f"""
        ServerRoot {folder}
        ServerName 127.0.0.1
        DefaultRuntimeDir {folder}
        PidFile {folder}/apache.pid
        Listen 127.0.0.1:{port}
        TypesConfig /dev/null
        DocumentRoot {root}
        DirectoryIndex index.html
        Header always set X-Frame-Options DENY
        Header set Content-Security-Policy "frame-ancestors 'none'"
        <Directory {root}>
            AllowOverride FileInfo
            Require all granted
        </Directory>
        <Files ".ht*">
            Require all denied
        </Files>
        ErrorLog {folder}/log
        """
    )
    command = [program, "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]
    with running(command, port, folder / "log") as origin:
        yield origin


SERVERS = {"nginx": (nginx, "nginx.conf"), "apache": (apache, ".htaccess")}


@contextmanager
def hosted(server: str, project: Path, base: str) -> Iterator[Hosted]:
    """Put a built site under a path, with the files that a build for that address makes."""
    toolkit = source.read(project / "content")
    address = f"https://hosted.example.org{base}"
    # Apache gives up root's rights, and must still be able to read.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "root"
        site = root / unquote(base).strip("/")
        shutil.copytree(project / "dist", site)
        described = json.loads((site / "toolkit.json").read_bytes())
        pdfs = {
            one["page"].removesuffix("/index.html"): [file["name"] for file in one["files"]]
            for one in described["tools"] + described["guides"] + described["packets"]
        }
        moved = redirects.of(toolkit, pdfs)
        here = replace(toolkit, base_url=address)
        for file, text in hosting.files(here, HOST_SCRIPTS, moved).items():
            (site / file).write_text(text, encoding="utf-8")
        missing = site / "404.html"
        built_for = f'="{urlsplit(toolkit.base_url).path}'
        text = missing.read_text("utf-8").replace(built_for, f'="{base}')
        missing.write_text(text, encoding="utf-8")
        serving, snippet = SERVERS[server]
        with serving(folder, root, site / snippet) as origin:
            yield Hosted(site, origin, base)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says: its headers have small names, and each may come several times."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for each, value in self.headers if each == name)

    @property
    def said(self) -> list[tuple[str, str]]:
        return sorted((name, value) for name, value in self.headers if name in NAMES)


def ask(origin: str, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Connection": "close", **headers})
        answer = connection.getresponse()
        said = [(name.lower(), value) for name, value in answer.getheaders()]
        return Answer(answer.status, said, answer.read())
    finally:
        connection.close()
