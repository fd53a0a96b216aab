"""The open index, shared by the threads of a server."""
