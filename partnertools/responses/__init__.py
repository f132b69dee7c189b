"""What people have answered: answer files, and what is read out of filled PDFs."""
