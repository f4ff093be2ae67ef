"""Printed documents: what they are made of, and how they are set.

Templates (``*.typ``) hold the look; text reaches them as data, and is only ever text.
"""
