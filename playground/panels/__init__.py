"""The forms beside the canvas: the document in, its verbs out."""
