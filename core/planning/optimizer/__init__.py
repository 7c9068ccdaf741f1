"""Which places on which day in which order: team orienteering with windows, meals and money."""
