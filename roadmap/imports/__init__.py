"""Files read into the product: road maps, and the demonstration's history."""
