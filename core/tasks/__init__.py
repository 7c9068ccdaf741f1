"""Long work as rows."""
