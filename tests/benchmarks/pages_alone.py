"""In: a project. Out: its pages, styles, scripts and data, in `dist/`; printed is the most memory.

    .venv/bin/python tests/benchmarks/pages_alone.py FOLDER

Its PDFs are said to be there. What was made is kept in `cache/`, beside `dist/`.
"""

import gc
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from partnertools import cli, files
from partnertools.build import pages
from partnertools.build.outputs import Outputs
from partnertools.build.printing import Printed
from partnertools.build.project import Project
from partnertools.build.sheets import of_toolkit
from partnertools.cache import Cache


def make(root: Path) -> None:
    """Write the pages of a project in the language of its source, as the command line does."""
    gc.set_threshold(*cli.GARBAGE)
    project = Project(root)
    sheets = list(of_toolkit(project.toolkit))
    printed = {sheet.name: Printed(1000, "0", 1, True, "", ()) for sheet in sheets}
    outputs = Outputs(Cache(root / "cache"))
    for output in pages.of_project(project, sheets, printed):
        outputs.add(output)
    files.write_folder(root / "dist", outputs)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
