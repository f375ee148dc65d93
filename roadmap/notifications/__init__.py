"""Who is told what, and the letters that say it."""
