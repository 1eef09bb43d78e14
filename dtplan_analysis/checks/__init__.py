"""What an office mends: the findings of the checks, and the records behind a shortfall."""
