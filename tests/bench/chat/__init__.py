"""What a turn of a conversation costs at the HTTP edge: `make bench-chat`."""
