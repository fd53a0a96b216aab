"""The command line of search: fihris search, suggest, similar, analyze, stats and evaluate."""
