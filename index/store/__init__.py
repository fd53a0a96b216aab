"""Generations on the disk: built beside the live one, checked, swapped in."""
