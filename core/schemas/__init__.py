"""Wire shapes: what a client may rely on."""
