"""Every write on administrations, agencies, people and tokens."""
