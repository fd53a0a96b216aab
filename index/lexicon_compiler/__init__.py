"""Compiles the lexicon of `index.analysis.lexicon` from its sources: `make lexicon`.

    nouns, verbs, function_words, names -> Entries -> the arrays of index/analysis/lexicon/data

It needs the packages of the dependency group `lexicon`, which users don't have. docs/analysis.md
names the sources and their licences.
"""
