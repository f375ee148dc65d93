"""All reads of the API; each class is one address's `get` (api.md *Reading*)."""
