"""Settings: `base` for all, then one module each for development, test and production."""
