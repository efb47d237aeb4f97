"""Renders the marts of a shop as one HTML page that people read."""
