"""The knowledge base in the browser, and an organisation's own records."""
