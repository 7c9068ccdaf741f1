"""How good the optimiser is on published instances and made-up trips: `make bench-optimizer`."""
