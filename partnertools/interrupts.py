"""Ctrl-C -> `KeyboardInterrupt`, as often as it takes until something deals with it.

Python drops an exception that arises while it tidies up by itself: in the callback of a weak
reference, as there are while modules are loaded, in `__del__`, in what C calls. Without this, one
Ctrl-C in many would be lost, and the work would go on. A module in C++ that is just being loaded
would even end the program with a crash: there, Ctrl-C waits.
"""

import signal
import sys
from importlib.machinery import ExtensionFileLoader
from types import FrameType

# Seconds from one attempt to the next.
PAUSE = 0.2
# Where Python loads a module that is not in Python.
LOADING = {ExtensionFileLoader.create_module.__code__, ExtensionFileLoader.exec_module.__code__}
# What it calls when it has loaded one, and from which it drops exceptions.
LOADED = "_get_module_lock.<locals>.cb"


def insist() -> None:
    """Raise `KeyboardInterrupt` at Ctrl-C, and again until it is dealt with or `settle` is called.

    A program that was started deaf to Ctrl-C stays so. Windows has no timer; there, once must do.
    """
    if sys.platform == "win32" or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return
    for number in (signal.SIGINT, signal.SIGALRM):
        signal.signal(number, _interrupt)


def heed_termination() -> None:
    """Let SIGTERM, by which containers and services end programs, do what Ctrl-C does."""
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, _interrupt)


def settle() -> None:
    """Stop: whoever calls it has heard of Ctrl-C."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def _interrupt(number: int, frame: FrameType | None) -> None:
    error = sys.exception()
    while error is not None:
        # It is being dealt with: what tidies up is not to be broken off.
        if isinstance(error, KeyboardInterrupt):
            return
        error = error.__context__
    assert sys.platform != "win32"
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    if not _is_loading(frame):
        raise KeyboardInterrupt


def _is_loading(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code in LOADING or frame.f_code.co_qualname == LOADED:
            return True
        frame = frame.f_back
    return False
