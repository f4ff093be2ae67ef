"""Workarounds of the server, each with its upstream issue and the version that it is for."""
