"""Copies of the whole database, checked by restoring them."""
