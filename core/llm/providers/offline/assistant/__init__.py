"""What the built-in model does in a conversation."""
