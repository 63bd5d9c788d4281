"""The API under `/api/v1/`: what a person can do in the browser, done by a program with a token."""
