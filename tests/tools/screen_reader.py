"""In: the address of a page, and keys. Out: what a screen reader says, and the tree it goes by.

Orca runs with a browser on a screen of its own that nobody sees (Xvfb), with everything that it
talks to: a message bus, a window manager, the registry of AT-SPI. Orca's speech is read from its
log; no voice is needed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest

from tools import programs

Maker = Literal["chromium", "firefox"]
Popen = subprocess.Popen[bytes]

# Without `sayAllOnLoad = False` Orca believes for a long while that it still reads the page, and
# leaves out the names of groups. What nobody listens to is logged at once, and not spoken.
CUSTOMIZATIONS = """
import orca.debug
import orca.settings

orca.settings.sayAllOnLoad = False
orca.settings.enableKeyEcho = False
orca.settings.speechServerFactory = None
orca.settings.speechFactoryModules = []
orca.debug.debugFile.reconfigure(line_buffering=True)
"""

# No questions on the first start, nothing of the maker's own, and the tree whoever asks for it.
PREFERENCES = {
    "accessibility.force_disabled": -1,
    "app.normandy.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.newtab.preload": False,
    "browser.preonboarding.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "termsofuse.acceptedVersion": 999,
}
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-sync",
    "--force-renderer-accessibility",
    "--password-store=basic",
)

# Whether Orca hands keys on to the page is its own affair, and it says so at odd times.
MODES = {"Focus mode", "Browse mode"}
SPEECH = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: voice=\w+)? ?(?:\{|ACSS|$)", re.DOTALL)
# Each entry of the log begins with the time; what is said may have several lines.
ENTRY = re.compile(r"^\d\d:\d\d:\d\d(?:\.\d+)? - ", re.MULTILINE)
RELEASED = "KEY_RELEASED_EVENT: "

# Seconds. On a busy machine it takes longer until nothing stirs, and that is waited for. Chromium
# gathers for 0.15 seconds what has changed before it tells.
STEP = 0.02
QUIET = 0.2
# At the beginning and at the end of a page, what comes late is waited for as well.
LONG_QUIET = 1.2
PATIENCE = 60.0
# So often Tab is pressed at most on the way to something.
FAR = 40

TREE = Path(__file__).with_name("accessible_tree.py")


@dataclass(frozen=True, slots=True)
class Node:
    """What stands at one place of a page for a screen reader; roles as AT-SPI names them."""

    depth: int
    role: str
    name: str
    description: str


class Desktop:
    """A screen with a window manager, with Orca or without, for one browser after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "orca.log"
        self.running: list[subprocess.Popen[bytes]] = []
        self.browsers: set[Maker] = set()
        # Nothing of the desktop that the tests run on.
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "LC_ALL": "C.UTF-8",
            "GSETTINGS_BACKEND": "memory",
            "GTK_MODULES": "gail:atk-bridge",
            "MOZ_CRASHREPORTER_DISABLE": "1",
        }

    def start(self, *command: str | Path, pass_fds: tuple[int, ...] = ()) -> Popen:
        """Start a program that is to run until the end of the desktop."""
        with (self.folder / f"{Path(command[0]).name}.out").open("ab") as out:
            process = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=out, pass_fds=pass_fds
            )
        self.running.append(process)
        return process

    def run(self, *command: str | Path) -> str:
        """Run a program to its end and return what it prints; the test fails where it fails."""
        done = subprocess.run(
            command,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )
        if done.returncode:
            pytest.fail(f"{command[0]}: {done.stderr or done.stdout}")
        return done.stdout

    def show(self, xvfb: str) -> str:
        """Start a screen under a free number, and return the number."""
        reading, writing = os.pipe()
        with os.fdopen(reading, encoding="ascii") as answer:
            size = ("-screen", "0", "1280x1000x24")
            words = (xvfb, "-displayfd", str(writing), *size, "-nolisten", "tcp")
            self.start(*words, pass_fds=(writing,))
            os.close(writing)
            return answer.readline().strip()

    def wait_for(self, path: Path, words: str = "") -> None:
        """Wait until a file is there, with these words in it."""
        end = time.monotonic() + PATIENCE
        while not (path.exists() and (not words or words in path.read_text(errors="replace"))):
            if time.monotonic() > end:
                outs = [f"{p.name}: {p.read_text()}" for p in self.folder.glob("*.out")]
                pytest.fail("\n".join([f"{path.name} has not come: {words}", *outs]))
            time.sleep(STEP)

    def settle(self, quiet: float = QUIET) -> None:
        """Wait until Orca has nothing more to write, and no program has anything to do."""
        end = time.monotonic() + PATIENCE
        calm, size = time.monotonic(), -1
        with _states(_family(*(process.pid for process in self.running))) as states:
            while time.monotonic() - calm < quiet and time.monotonic() < end:
                time.sleep(STEP)
                known, size = size, self.log.stat().st_size if self.log.exists() else 0
                # Some process runs, or would if it had its turn.
                if size != known or any(state in "RD" for state in states()):
                    calm = time.monotonic()

    def stop(self, *processes: Popen) -> None:
        """End programs, and what they have started; the last that was started goes first."""
        for process in reversed(processes):
            family = _family(process.pid)
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.running.remove(process)
            for pid in family & {number for number, _ in _processes()}:
                os.kill(pid, signal.SIGKILL)


@dataclass(slots=True)
class Reader:
    """Orca on a page of one browser; `heard` has each key and what was said before the next."""

    desktop: Desktop
    heard: list[tuple[str, list[str]]] = field(default_factory=list)
    _read: int = 0

    @property
    def utterances(self) -> list[str]:
        """Return what was said, whichever key it came after: on a busy machine it comes late."""
        return [utterance for _, said in self.heard for utterance in said]

    def press(self, key: str, times: int = 1) -> list[str]:
        """Press a key, as xdotool names it, and return what is said after it."""
        said: list[str] = []
        for _ in range(times):
            said += self._do(key, "key", key)
        return said

    def tab_to(self, words: str) -> None:
        """Press Tab until these words are said."""
        for _ in range(FAR):
            if any(words in said for said in self.press("Tab")):
                return
        pytest.fail(f"{FAR} times Tab, and never heard: {words}")

    def type(self, text: str) -> list[str]:
        """Type a text, key by key, and return what is said after it."""
        return self._do(f"typed: {text}", "type", "--delay", "60", text)

    def forget(self) -> None:
        """Start to listen now."""
        self.heard.clear()

    def wait(self) -> None:
        """Wait for what is still to be said to the last key."""
        self.desktop.settle(LONG_QUIET)
        self.heard[-1][1].extend(spoken_in(self._fresh()))

    def _do(self, label: str, *words: str) -> list[str]:
        self.desktop.run("xdotool", *words)
        # Orca sees a key before the browser does.
        end = time.monotonic() + PATIENCE
        fresh = ""
        while RELEASED not in (fresh := fresh + self._fresh()):
            if time.monotonic() > end:
                pytest.fail(f"Orca has not seen the key: {label}")
            time.sleep(STEP)
        self.desktop.settle()
        said = spoken_in(fresh + self._fresh())
        self.heard.append((label, said))
        return said

    def _fresh(self) -> str:
        with self.desktop.log.open("rb") as log:
            log.seek(self._read)
            data = log.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        return whole.decode("utf-8", "replace")


@contextmanager
def desktop(*, has_orca: bool = True) -> Iterator[Desktop]:
    """Start a screen with Orca on it; what the programs keep is deleted at the end.

    Without Orca only trees can be had, and sooner: it looks at all that stirs on a page.
    """
    needed = ("xvfb", "dbus", "openbox", "xdotool", "orca")
    xvfb, dbus, openbox, _, orca = [programs.needs(name) for name in needed]
    with TemporaryDirectory(prefix="screen-reader-") as name, ExitStack() as stack:
        folder = Path(name)
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        customizations = folder / ".local" / "share" / "orca" / "orca-customizations.py"
        customizations.parent.mkdir(parents=True)
        customizations.write_text(CUSTOMIZATIONS, encoding="utf-8")
        made = Desktop(folder)
        stack.callback(lambda: made.stop(*made.running))
        made.environment["DISPLAY"] = f":{made.show(xvfb)}"
        bus = made.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime / 'bus'}"
        made.start(dbus, "--session", "--nofork", f"--address={bus}", "--print-address")
        # It says where it is once it listens; the socket is there before that.
        made.wait_for(folder / f"{Path(dbus).name}.out", bus)
        # Its own keys would take some of the screen reader's.
        keyless = folder / "openbox.xml"
        keyless.write_text('<openbox_config xmlns="http://openbox.org/3.4/rc"/>', encoding="utf-8")
        made.start(openbox, "--config-file", keyless)
        for state in ("IsEnabled", "ScreenReaderEnabled"):
            call = ("/org/a11y/bus", "org.freedesktop.DBus.Properties.Set")
            words = ("string:org.a11y.Status", f"string:{state}", "variant:boolean:true")
            made.run("dbus-send", "--print-reply", "--dest=org.a11y.Bus", *call, *words)
        if has_orca:
            made.start(orca, "--replace", "--debug-file", made.log)
            made.wait_for(made.log, "Screen reader on.")
        yield made


@contextmanager
def reader(desktop: Desktop, maker: Maker, address: str) -> Iterator[Reader]:
    """Open a page, listen once it has loaded, and to the end of what is said to the last key."""
    _open(desktop, maker, address)
    opened = Reader(desktop)
    # Who asks for the whole tree has the browser make it before the first key.
    _nodes(desktop, address)
    # A page that has just come is read out, at last; a key without a meaning ends it.
    desktop.settle(LONG_QUIET)
    opened.press("Control_L")
    opened.forget()
    yield opened
    opened.wait()


def tree(desktop: Desktop, maker: Maker, address: str) -> list[Node]:
    """Return a page as screen readers get it in a browser, in the order of reading."""
    _open(desktop, maker, address)
    desktop.settle()
    return _nodes(desktop, address)


def _nodes(desktop: Desktop, address: str) -> list[Node]:
    lines = desktop.run("/usr/bin/python3", TREE, address).splitlines()
    return [Node(**json.loads(line)) for line in lines]


def _open(desktop: Desktop, maker: Maker, address: str) -> None:
    """Open a page in the desktop's browser of this make, and wait until it has loaded.

    The browser remembers nothing from before its first page. It is started for that one alone: the
    others come in tabs in front.
    """
    profile = desktop.folder / maker
    words: list[str | Path]
    if maker == "firefox":
        words = [programs.needs(maker), "--profile", profile]
    else:
        browser = programs.needs("chromium with windows")
        words = [browser, *ARGUMENTS, f"--user-data-dir={profile}"]
    if maker in desktop.browsers:
        # Hands the address to the one that runs, and ends.
        desktop.run(*words, address)
    else:
        profile.mkdir()
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        desktop.start(*words, "--kiosk", address)
        desktop.browsers.add(maker)
    desktop.run("/usr/bin/python3", TREE, "loaded", address)


def spoken_in(log: str) -> list[str]:
    """Return what Orca says in a piece of its log, without its own state."""
    said = [match[1] for entry in ENTRY.split(log) if (match := SPEECH.match(entry))]
    return [" ".join(words.split()) for words in said if words.strip() and words not in MODES]


def _family(*pids: int) -> set[int]:
    """Return processes and all that they have started, with what those have started."""
    children: dict[int, list[int]] = {}
    for number, stat in _processes():
        children.setdefault(int(stat[1]), []).append(number)
    family = [*pids]
    for member in family:
        family += children.get(member, ())
    return {*family}


@contextmanager
def _states(pids: Collection[int]) -> Iterator[Callable[[], Iterator[str]]]:
    """Yield what tells the states of processes, as often as it is asked; those that ended say none.

    It is asked fifty times a second: the files stay open, for opening takes longest.
    """
    with ExitStack() as stack:
        files = []
        for pid in pids:
            with suppress(FileNotFoundError):
                path = Path(f"/proc/{pid}/stat")
                files.append(stack.enter_context(path.open("rb", buffering=0)).fileno())

        def tell() -> Iterator[str]:
            for file in files:
                with suppress(ProcessLookupError):
                    yield os.pread(file, 1000, 0).decode().rpartition(")")[2].split()[0]

        yield tell


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Yield all processes of this machine: number; state, parent's number and more."""
    for pid in [int(path.name) for path in Path("/proc").glob("[0-9]*")]:
        try:
            # The name before it may have spaces and brackets in it.
            yield pid, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
