"""The index over everything that is public: what can be found, under which words, and in which order."""
