"""The individual work plan, from draft to completion."""
