"""What cases give, in the browser: the result, what changes do to it, and cases held together."""
