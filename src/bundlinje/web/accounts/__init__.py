"""Who may use the application: people, organisations and their members."""
