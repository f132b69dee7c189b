"""Commands that have a module of their own: the words that they take, and what they then do.

`check`, `new`, `release`, `schemas`, `serve`, `translate` and `verify` are commands. `words` are
those that most commands take, and `telling` is how commands say what they have found. Each command
has `add`, which `partnertools.cli` calls. A command loads what it needs when it runs.
"""
