"""The nouns: frozen, with no input or output of their own.

`toolkit` says what a toolkit is made of, and `languages` in which it is published. What documents
say is `packed` until it is looked into. `prose` and `scale` what its text and its ratings are,
`prompt` and `prompts` what asks for answers, `values` what a field takes, with `numbers` apart, and
`fields` which fields a tool has, `editions` in which ways it is printed. `labels` are names that
people give to rounds, `attached` the kinds of files that are handed out. `colors` are those that
can be read, and what is drawn in them; `typefaces` are a toolkit's own. `words` says what they ask
of a language.
"""
