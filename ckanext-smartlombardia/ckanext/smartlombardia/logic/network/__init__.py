"""The way out to the network in the background: the guarded client and many requests side by side."""
