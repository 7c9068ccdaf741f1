"""The model behind AiClient."""
