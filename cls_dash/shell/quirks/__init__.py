"""Workarounds of Streamlit in its pages, each with its upstream issue and its version."""
