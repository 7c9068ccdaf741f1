"""The manual: every rule of the product as a test."""
