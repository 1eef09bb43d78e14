"""The report in the official layout: its parts, findings, annexes and the office's own text."""
