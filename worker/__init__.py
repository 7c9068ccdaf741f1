"""The room where tasks run."""
