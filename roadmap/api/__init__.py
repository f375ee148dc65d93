"""The HTTP contract of the road map (api.md)."""
