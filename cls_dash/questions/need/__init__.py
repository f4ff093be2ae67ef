"""What a need is, and the communes that count: what several questions stand on."""
