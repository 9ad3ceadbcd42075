"""The mini-batch: its samples, what each adds to a derivative, their sum, the penalty, and the update."""
