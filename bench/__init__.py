"""Canopy measured beside the stock bot and a bare server, in one run, on this machine."""
