"""SQL stops here. Opened for one community at a time, one transaction a turn."""
