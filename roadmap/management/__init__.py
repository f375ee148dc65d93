"""Commands of the road map."""
