"""What the checks say, in English and Chinese."""
