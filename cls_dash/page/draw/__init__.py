"""Who draws a page: one module for each reader."""
