"""Copies of the marts for BI tools, analysts and marketers, each swapped in as a whole."""
