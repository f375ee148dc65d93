"""Every write of the domain: lock, permit, check, write, record."""
