"""Readers that turn published files and people’s tables into validated rows, then a release."""
