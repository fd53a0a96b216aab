"""A question in, ranked hits with snippets out."""
