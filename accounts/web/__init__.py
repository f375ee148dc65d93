"""Pages of accounts, and what every page carries."""
