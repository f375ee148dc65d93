"""What every list stands on: parameters, words, orders, pages by key, cursors, selected fields. No HTTP here."""
