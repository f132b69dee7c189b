"""What people have answered: `answers` reads answer files, `table` reads tables of partners."""
