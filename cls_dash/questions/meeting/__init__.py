"""A committee meeting: its agenda, its slides, its dossier, and what it decides."""
