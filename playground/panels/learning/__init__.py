"""How the network learns: a form of parts that fold, each a file; all of them take what they offer from the engine."""
