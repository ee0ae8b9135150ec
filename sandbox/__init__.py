"""A pretend Teams that speaks the real protocol on loopback. Never imported by the product."""
