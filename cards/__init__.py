"""View in, Adaptive Card out. Cards draw; they do not decide who may see what."""
