"""Segment files: containers, dictionaries, fields and stored documents."""
