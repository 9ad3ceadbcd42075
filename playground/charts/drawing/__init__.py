"""Drawing samples on the boundary chart: its tools, hands and keys, and what shows them. Gestures go out, no data."""
