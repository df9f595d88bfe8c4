"""Strava: the only user of stravalib, which is loaded with the first call and not before."""
