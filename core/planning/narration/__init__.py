"""The words of a finished plan: what is told to a model, what it may say, and where that goes."""
