"""Recognise what a cell says: one recogniser for each kind of cell, that every reader uses."""
