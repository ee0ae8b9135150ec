"""How the database comes from one version of Canopy to the next."""
