"""The nouns: frozen, with no input or output of their own.

`toolkit` says what a toolkit is made of, `fields` which fields the prompts of a tool have.
"""
