"""What a page is, whoever reads it."""
