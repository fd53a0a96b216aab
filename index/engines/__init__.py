"""What an engine must do, what engines share, and the engines."""
