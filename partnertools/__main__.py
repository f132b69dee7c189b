"""`python -m partnertools`: the same words as the console script."""

import sys

from partnertools.cli import main

sys.exit(main())
