"""Files that people have sent."""
