"""How it is drawn: tables in, matplotlib figures out; `core` holds the look, one module a topic."""
