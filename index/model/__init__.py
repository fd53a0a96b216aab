"""The records that every part uses: documents, query trees, errors."""
