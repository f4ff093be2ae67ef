"""Vocabulary of the field: territories, contracts, actions, providers, sources."""
