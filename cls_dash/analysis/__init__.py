"""Measures: pure functions from arrays to results."""
