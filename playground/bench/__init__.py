"""The command `playground bench`: how fast the program is, in tables of medians and ratios taken in one run."""
