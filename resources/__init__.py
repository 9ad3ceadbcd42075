"""Data files of the program: fonts with their licences, icons and the style sheet. No code."""
