"""HTTP client of the product's own API, used by the console and the chat."""
