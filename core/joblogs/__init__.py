"""What tasks say while they run."""
