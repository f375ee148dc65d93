"""The HTTP contract of people, agencies and tokens, and what every part of the API stands on (api.md)."""
