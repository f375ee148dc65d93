"""What the API changes: find and permit, read the body, one service call, answer (api.md *Writing*)."""
