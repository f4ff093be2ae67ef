"""The reference geography: communes of France, their codes, outlines and groupings."""
