"""Chinese in simplified characters: `text` holds numbers and dates, `grammar` what all topics share."""
