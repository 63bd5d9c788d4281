"""Cases in the browser: stored with their history, edited step by step, calculated."""
