"""In: a project. Out: its pages, styles, scripts and data, in `dist/`; printed is the most memory.

    .venv/bin/python tests/benchmarks/pages_alone.py FOLDER [--leave]

Its PDFs are said to be there. What was made is kept in `cache/`, beside `dist/`. With `--leave`,
the project is left as a whole build leaves it, but for what its PDFs hold.
"""

import gc
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from partnertools import cli, source
from partnertools.build import makers, pages, site, unchanged
from partnertools.build.outputs import Outputs
from partnertools.build.printed import Printed
from partnertools.build.project import Project
from partnertools.build.sheets import of_toolkit, plan_path
from partnertools.cache import Cache


def make(root: Path) -> None:
    """Write the pages of a project in the language of its source, as the command line does."""
    gc.set_threshold(*cli.GARBAGE)
    cache = Cache(root / "cache")
    project = Project(root, cache=cache)
    sheets = list(of_toolkit(project.toolkit))
    printed = {sheet.name: Printed(1000, "0", 1, True, "", ()) for sheet in sheets}
    outputs = Outputs(cache)
    for output in pages.of_project(project, sheets, printed, cache):
        outputs.add(output)
    site.write(root / "dist", outputs)


def leave(root: Path) -> None:
    """Put empty files in the place of PDFs, and let the next build find nothing to do."""
    for sheet in of_toolkit(source.read(root / "content")):
        for name in (sheet.name, plan_path(sheet.name)):
            (root / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "dist" / name).touch()
    reading = unchanged.begin(str(root))
    assert reading is not None
    # It loads the libraries that a build has loaded.
    makers.digest(makers.PDF)
    reading.remember(unchanged.describe_site(str(root)), makers.files(), "")


if __name__ == "__main__":
    project_root = Path(sys.argv[1])
    (leave if sys.argv[2:] == ["--leave"] else make)(project_root)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
