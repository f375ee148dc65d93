"""Lists as files (api.md *Formats*)."""
