"""The stepper: formulas with the numbers of the present moment, laid out from the engine's Steps."""
