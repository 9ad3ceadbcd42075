"""Joins: what a chart shows of a moment of the run. Charts know no run, and the run knows no chart."""
