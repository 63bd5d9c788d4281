"""Outcome contracts in the web application."""
