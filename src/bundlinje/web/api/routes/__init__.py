"""The operations, a file for each subject; `v1` says which belong to the API."""
