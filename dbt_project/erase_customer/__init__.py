"""Erases a customer from a database, and keeps who was erased from coming back."""
