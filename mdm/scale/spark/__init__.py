"""The engine on Spark: only this package knows PySpark and Arrow, and only when it is asked for."""
