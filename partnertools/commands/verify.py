"""`partnertools verify`: have independent programs judge what was built."""

import argparse
import sys
from pathlib import Path

from partnertools.commands.words import add_root
from partnertools.problems import Problem, UserError, Where, make_legible
from partnertools.typography import counted


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of this command."""
    about = "have veraPDF, axe and Nu judge a built site; find dead links, and words out of place"
    command = commands.add_parser("verify", help=about, description=about)
    add_root(command)
    out = "the folder of the site, as `build --out` has written it (dist)"
    command.add_argument("--out", type=Path, metavar="FOLDER", help=out)
    command.add_argument("--vnu", type=Path, metavar="FILE", help="the Nu checker's `vnu.jar`")
    command.add_argument("--quiet", action="store_true", help="print what is wrong only")
    command.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    from partnertools.verify import layout, links, markup, pages, pdf_links, pdfs

    site = arguments.out or arguments.root / "dist"
    if not (site / "index.html").is_file():
        what = "there is no site"
        raise UserError([Problem(Where(site), what, "run `build` first")])
    is_clean = True
    for checked in (
        links.check(site),
        markup.check(site, arguments.vnu),
        pages.check(site),
        pdf_links.check(site),
        layout.check(site),
        pdfs.check(site),
    ):
        for finding in checked.findings:
            print(make_legible(str(finding)), file=sys.stderr)
        is_clean &= not checked.findings
        if checked.missing:
            print(f"{checked.name}: NOT RUN: {checked.missing}", file=sys.stderr)
        elif not arguments.quiet:
            found = counted(len(checked.findings), "finding")
            print(f"{checked.name}: {counted(checked.count, 'file')}, {found}", flush=True)
    return 0 if is_clean else 1
