"""ASGI routes and middleware around the pages."""
