"""How good the optimiser is on instances others made, and how fast on trips: `make bench-optimizer`."""
