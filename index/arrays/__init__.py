"""Arrays that every layer uses: compiled loops, texts as code points, offsets."""
