"""Tables an earlier product has left behind, and how their rows become ours."""
