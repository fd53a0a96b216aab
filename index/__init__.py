"""Documents in, an inverted index out: readers, analysis, engines, generations."""
