"""The build: what is made, each thing once from its inputs, and written together.

`unchanged` sees whether there is anything to do, `project` holds what was read, `sheets` says which
PDFs there are, `printing` renders them (through `executors`), `printed` says what is known of them,
`pages` has all other outputs, `outputs` makes what the cache lacks by the keys that `makers` helps
to take, `destination` refuses folders that are not a site's, `site` is the table of contents,
`packets` makes a packet on demand. `watching` sees every change of a file, `live` makes the site
again, and `serve` shows it in a browser.
"""
