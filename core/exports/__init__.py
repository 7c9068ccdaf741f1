"""Trips as files: calendars, maps, tables, pages; and back from our own format."""
