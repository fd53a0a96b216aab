"""PDF: glyphs with their positions, put in order as lines and paragraphs."""
