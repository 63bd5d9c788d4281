"""Bundlinje in a notebook."""
