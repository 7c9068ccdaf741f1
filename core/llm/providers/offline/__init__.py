"""The built-in model: reads the same prompts as a real one and answers in the same JSON."""
