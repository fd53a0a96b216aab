"""The command line of the index: fihris rebuild, add, remove, generations and verify."""
