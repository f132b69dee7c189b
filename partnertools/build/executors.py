"""Where the work is done: in this process, in others on every core, or on a Dask cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from partnertools.problems import Problem, UserError, Where
from partnertools.processes import Pool

P = ParamSpec("P")
T = TypeVar("T")
DASK = "dask://"


class Executors:
    """Opens an executor at an address: empty for the cores of this machine, or `dask://HOST:PORT`.

    `count` is how many calls it takes at a time.
    """

    def __init__(self, address: str = "") -> None:
        self.address = address
        self.count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1

    @contextmanager
    def open(self, calls: int) -> Iterator[Executor]:
        """Give an executor for a number of calls; those of this machine end with it."""
        if self.address and calls:
            with self._cluster() as executor:
                yield executor
        elif min(calls, self.count) < 2:
            yield _Here()
        else:
            with Pool(min(calls, self.count)) as pool:
                yield pool

    @contextmanager
    def _cluster(self) -> Iterator[Executor]:
        try:
            from distributed import Client
        except ImportError:
            what = "the package `distributed` is not installed"
            raise self._mistake(what, "install `partnertools[dask]`") from None
        address = self.address.replace(DASK, "tcp://")
        try:
            # They ship no types.
            client: Any = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            what = f"there is no Dask scheduler at this address ({error})"
            raise self._mistake(what, "start one, or mend the address") from None
        with client:
            self.count = max(1, len(client.scheduler_info()["workers"]))
            yield client.get_executor(pure=False)

    def _mistake(self, what: str, remedy: str) -> UserError:
        return UserError([Problem(Where(Path(self.address.removeprefix(DASK))), what, remedy)])


class _Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function, and return what came of it as a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
