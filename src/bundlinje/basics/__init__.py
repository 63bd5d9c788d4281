"""Small shared parts: texts, errors, files, numbers, dates and formats."""
