"""Prompts by key."""
