"""Measured ratios, each a script that prints them against a baseline in the same run."""
