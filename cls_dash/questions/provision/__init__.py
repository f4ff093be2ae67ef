"""Services whose list is complete, and how far they are: what several questions say of care."""
