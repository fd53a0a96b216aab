"""The records of a search: request, response, limits, ranking, and their JSON."""
