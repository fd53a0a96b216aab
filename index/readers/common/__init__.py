"""What readers share: encodings, dates, languages, metadata, the walk over a source."""
