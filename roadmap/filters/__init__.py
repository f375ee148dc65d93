"""What a reader may ask for, by name: the same on pages, exports and the API (api.md *Filters*)."""
