"""Canopy's app for Teams: the manifest, the icons, and the package made from them."""
