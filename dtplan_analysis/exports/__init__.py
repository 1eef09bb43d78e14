"""Executed notebook → file: one module a format."""
