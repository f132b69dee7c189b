"""What people have answered.

`answer_file` reads answer files, `filling` fills a form from one; `table` reads tables, and
`columns` says which fields their columns mean. `names` finds a file's name for each row of a table
of partners, and `mail_merge` fills a packet for every row. `collecting` reads what came back, which
`returned` finds; `returned_tables` reads the tables among it, `copies` makes tables of it, and
`namesakes` finds copies under the same name. `strangers` tell files that are something else, and
`reasons` say why one can't be read.
"""
