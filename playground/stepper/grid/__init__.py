"""A grid of numbers, whatever they stand for: written, tinted, walked through, scrolled by whole numbers, copied."""
