"""The form of a case: its steps, their fields, and what is written in them."""
