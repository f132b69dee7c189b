"""`partnertools serve`: the site in a browser, and every change of its files at once."""

import argparse
import time
from typing import TYPE_CHECKING

from partnertools import interrupts
from partnertools.commands import telling
from partnertools.commands.words import add_base, add_quiet, add_root

if TYPE_CHECKING:
    from partnertools.build.live import Moment


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "show the site in a browser, and every change of its files at once"
    command = commands.add_parser("serve", help=about, description=about)
    add_root(command)
    add_base(command)
    command.add_argument("--drafts", action="store_true", help="show drafts too")
    port = "the port to listen on (the first that is free from 8000 on)"
    command.add_argument("--port", type=int, help=port)
    command.add_argument("--open", action="store_true", help="open the start page in your browser")
    add_quiet(command)
    command.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    from partnertools.build import serve
    from partnertools.cache import Cache

    tell = _Teller(arguments.quiet)
    interrupts.heed_termination()

    def begin(address: str) -> None:
        print(f"{address} (Ctrl-C ends it)", flush=True)
        if arguments.open:
            import webbrowser

            webbrowser.open(address)

    try:
        serve.serve(
            arguments.root,
            arguments.port,
            Cache(),
            begin,
            tell,
            base=arguments.base,
            has_drafts=arguments.drafts,
        )
    except KeyboardInterrupt:
        # It is the way to end it.
        interrupts.settle()
        print()
    return 0


class _Teller:
    """Says on the terminal what has become of a change."""

    def __init__(self, is_quiet: bool) -> None:
        self.is_quiet = is_quiet
        self.is_unfinished = False

    def __call__(self, moment: "Moment") -> None:
        if moment.problems:
            telling.say_problems(moment.problems, "; pages stay as they were")
        elif not self.is_quiet:
            now = time.strftime("%H:%M:%S")
            if not self.is_unfinished:
                print(f"{now} pages are up to date", flush=True)
            if self.is_unfinished and not moment.unfinished:
                print(f"{now} PDFs are up to date", flush=True)
        self.is_unfinished = bool(moment.unfinished) and not moment.problems
