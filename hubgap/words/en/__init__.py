"""English: `grammar` holds what all topics share."""
