"""The data table: every sample as a row of a grid that can be sorted, filtered, edited, copied and pasted."""
