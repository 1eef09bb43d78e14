"""How far each unit is from each target of its digital transformation plan, per quarter, and what stands in the way."""

__version__ = "0.1.0"
