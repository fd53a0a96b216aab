"""The front end: pages, JSON API, and the server that runs them."""
