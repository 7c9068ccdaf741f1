"""The client of the product's own API."""
