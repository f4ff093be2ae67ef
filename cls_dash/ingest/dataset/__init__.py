"""The data folder: read, checked, drawn; and the folder of a new territory."""
