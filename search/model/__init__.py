"""The records of a search: request, response, ranking, and how they are written as JSON."""
