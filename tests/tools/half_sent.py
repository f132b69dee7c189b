"""Out: `ended`, where work is broken off while a process has sent half of what it found.

    .venv/bin/python tests/tools/half_sent.py MARK

The file MARK is made as soon as half of it is sent.
"""

import os
import sys
import time
from multiprocessing import connection
from pathlib import Path

from partnertools.processes import Pool


def send_half(mark: str) -> bytes:
    """Let this process send half of the result, and then nothing for a minute."""

    def send(self: connection.Connection, data: bytes) -> None:
        os.write(self.fileno(), data[: len(data) // 2])
        Path(mark).touch()
        time.sleep(60)

    # What comes before the data is sent apart where it is as long as this.
    connection.Connection._send = send  # type: ignore[attr-defined]
    return bytes(1000)


if __name__ == "__main__":
    try:
        with Pool(2) as pool:
            pool.submit(send_half, sys.argv[1])
            while not Path(sys.argv[1]).exists():
                time.sleep(0.05)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print("ended")
