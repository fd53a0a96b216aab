"""From analysed documents to segments: buffering and merging."""
