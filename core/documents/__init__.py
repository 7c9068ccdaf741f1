"""Documents: bytes to text with places, and what a model finds in it, each with its quote."""
