"""The document: what a person builds, selects and undoes. Verbs in, signals out; no widget."""
