"""Reads documents by rules, in English and Chinese."""
