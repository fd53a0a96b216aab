"""What a response says: hits, notices, and how the query was understood."""
