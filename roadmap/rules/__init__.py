"""The rules of the product as pure functions: values in, a value or an error out."""
