"""The real program as its own process, on real sockets, against the loopback server."""
