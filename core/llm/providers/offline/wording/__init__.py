"""Reads what a traveller wrote: one module for each thing that can be wished."""
