"""A build on Spark: dbt in phases, and the Python steps between them."""
