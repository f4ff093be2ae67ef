"""Questions asked of a release: each a function of it, answered once."""
