"""The checks: pure, one module per family."""
