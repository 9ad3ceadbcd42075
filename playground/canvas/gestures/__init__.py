"""Gestures: what a person does with a button held down, one class each. Each ends as one undo step, or as none."""
