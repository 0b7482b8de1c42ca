"""What is watched and concluded."""
