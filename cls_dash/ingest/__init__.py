"""Readers that turn published files into validated rows."""
