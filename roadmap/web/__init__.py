"""Pages for people: a view reads the input, makes one domain call, answers."""
