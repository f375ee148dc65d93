"""Reads of many rows."""
