"""What an office corrects: the findings of the checks, and the records behind a shortfall."""
