"""A standing adversary: what strangers send, as cases, and what must become of each."""
