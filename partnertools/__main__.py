"""`python -m partnertools`, and the console script: the command line, which Ctrl-C may end."""

import sys

# 128 and the number of the signal, as shells have it.
STOPPED = 130


def main() -> int:
    """Run the command line, and return its exit status."""
    try:
        # Loading all of the package takes a moment, in which Ctrl-C may come too.
        from partnertools.build import unchanged

        root = unchanged.root_of(sys.argv[1:])
        words = None if root is None else unchanged.words_of_last(root)
        if words is not None:
            if "--quiet" not in sys.argv:
                notes, _, summary = words.rpartition("\n")
                sys.stderr.write(f"{notes}\n" if notes else "")
                print(f"{summary}, unchanged")
            return 0
        from partnertools import interrupts

        interrupts.insist()
        from partnertools import cli

        return cli.main()
    except KeyboardInterrupt:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from partnertools import interrupts

        interrupts.settle()
        print("stopped; no file was left half written", file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
