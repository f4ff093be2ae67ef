"""The only code that knows Streamlit: caching, error display, selectors, maps."""
