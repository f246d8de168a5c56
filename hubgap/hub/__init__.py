"""The live side: one more snapshot of the Hub, complete or clearly refused."""
