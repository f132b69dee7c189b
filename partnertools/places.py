"""Where the files lie that come with the package, and those that this user's programs keep.

Only what starts in no time is imported here: a build that has nothing to do asks for it.
"""

import os
import sys

PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100


def _default_layouts() -> str:
    """Return the default looks: in the package where it is installed, else beside it."""
    inside = os.path.join(PACKAGE, "layouts")  # noqa: PTH118
    beside = os.path.join(os.path.dirname(PACKAGE), "layouts")  # noqa: PTH118, PTH120
    return inside if os.path.isdir(inside) else beside  # noqa: PTH112


LAYOUTS = _default_layouts()


def user_cache() -> str:
    """Return the folder in which this system wants the caches of its user."""
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")  # noqa: PTH118
    elif sys.platform == "darwin":
        folder = os.path.join(home, "Library", "Caches")  # noqa: PTH118
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")  # noqa: PTH118
    return os.path.join(folder, "partnertools")  # noqa: PTH118
