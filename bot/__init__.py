"""The Teams edge: the door, the dispatcher, the courier. The only room that knows the Bot Framework."""
