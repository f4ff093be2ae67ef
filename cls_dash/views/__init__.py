"""One frozen view model per page, free of Streamlit."""
