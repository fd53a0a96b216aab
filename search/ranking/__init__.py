"""The order of hits: candidates from the engine, reranked by features of their texts."""
