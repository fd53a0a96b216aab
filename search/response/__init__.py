"""The parts of a response: hits, notices, and how the query was read."""
