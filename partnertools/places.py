"""Where the files that come with the package lie.

Only what starts in no time is imported here: a build that has nothing to do asks for it.
"""

import os

PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100


def _default_layouts() -> str:
    """Return the default looks: in the package where it is installed, else beside it."""
    inside = os.path.join(PACKAGE, "layouts")  # noqa: PTH118
    beside = os.path.join(os.path.dirname(PACKAGE), "layouts")  # noqa: PTH118, PTH120
    return inside if os.path.isdir(inside) else beside  # noqa: PTH112


LAYOUTS = _default_layouts()
