"""The power of tests: which share of seeded random mutants they kill; see docs/testing.md."""
