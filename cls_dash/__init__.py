"""Atlas CLS: who is reached by a local health contract, and where to act next."""
