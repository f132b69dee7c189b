"""What people have answered.

`answer_file` reads answer files, `filling` fills a form from one; `table` reads tables of partners,
`names` finds a file's name for each row, and `mail_merge` fills a packet for every row.
`collecting` reads what came back, which `returned` finds, and `copies` makes tables of it.
"""
