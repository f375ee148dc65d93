"""How each language writes days, moments and numbers; Django itself has no formats for Kazakh."""
