"""What waits for a person, what has happened, and the e-mails that tell of it."""
