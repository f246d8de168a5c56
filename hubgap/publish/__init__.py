"""How an exhibit is dressed, written to files, shown in a notebook and listed."""
