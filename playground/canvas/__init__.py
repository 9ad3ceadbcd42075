"""The canvas: the network drawn layer by layer, alive. Layout is plain Python; the rest paints."""
