"""Pure builders of map layers, charts and tables."""
