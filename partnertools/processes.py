"""Work in several processes, which end with the one that asked for it, however it ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Pool(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to the one that asked, and are ended where its work breaks off.

    `start`, with its `arguments`, is called once in each of them.
    """

    def __init__(
        self,
        count: int,
        start: Callable[..., object] | None = None,
        arguments: tuple[object, ...] = (),
    ) -> None:
        self._others = {*active_children()}
        # Of the class above, which has no other way to it.
        self._result_queue: Any
        super().__init__(count, get_context("spawn"), _begin, (start, arguments))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function in one of the processes; here they are started, one by one."""
        with _without_interrupts():
            return super().submit(fn, *args, **kwargs)

    def work(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield what a function returns for each item, in their order.

        Unlike `map`, it cancels nothing where it is broken off: Python 3.11 complains, in a thread
        of its own, of each cancelled call whose process then ends.
        """
        for future in [self.submit(function, item) for item in items]:
            yield future.result()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        if kind is not None:
            self._terminate()
        return super().__exit__(kind, error, trace)

    def stop(self) -> None:
        """End the processes now, whatever they are doing."""
        self._terminate()
        self.shutdown()

    def _terminate(self) -> None:
        for process in {*active_children()} - self._others:
            process.terminate()
        # One may end in the middle of a result. While this end of the pipe is open for writing as
        # well, the thread that reads would wait for the rest for ever.
        if (results := self._result_queue) is not None:
            results._writer.close()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait; a process that is started meanwhile never hears of it.

    Terminals send it to all processes at once, and one that is just starting would break off with
    a traceback, before a line of ours is run in it.
    """
    if sys.platform == "win32":
        yield
        return
    # The timer of `interrupts` is Ctrl-C too.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGALRM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(start: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if start is not None:
        start(*arguments)


def _end_with_parent() -> None:
    """End this process when the one that has started it is gone, as when it is killed."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
