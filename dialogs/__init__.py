"""What happens: one module for each thing a community does. Plain functions, no network, no clock."""
