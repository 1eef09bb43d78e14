"""The formats of exports: text, workbooks, JSON lines, Parquet, databases, remote files."""
