"""From a source to a new generation: reading and analysing on all cores, with a report."""
