"""Columns that several published formats share."""
