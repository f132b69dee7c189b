"""What people have answered.

`answers` reads answer files, `table` reads tables of partners, `names` finds a file's name for each
row of a table.
"""
