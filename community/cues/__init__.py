"""How each kind of ask is said: one module for each kind, and the language they are written in."""
