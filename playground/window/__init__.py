"""The main window: a table of actions, and the place of each piece. It decides nothing."""
