"""How actions are spread, and how much of it is recorded: what several questions say."""
