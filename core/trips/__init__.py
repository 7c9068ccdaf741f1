"""Trips, their day cards and sub-trips."""
