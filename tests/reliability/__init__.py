"""Several processes on one database, and what breaks them while others run on."""
