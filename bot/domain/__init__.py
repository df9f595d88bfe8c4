"""The rules: pure, standard library only, the clock is an argument."""
