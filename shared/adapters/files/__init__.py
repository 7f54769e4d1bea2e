"""Files of any kind people share, read within limits into clean tables."""
