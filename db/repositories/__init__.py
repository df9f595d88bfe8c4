"""Repositories: every question the services ask of the tables, named for the question."""
