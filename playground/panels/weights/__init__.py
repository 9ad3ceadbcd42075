"""The weights table: every matrix W⁽ˡ⁾ as a grid that can be edited, copied and pasted."""
