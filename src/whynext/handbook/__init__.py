"""Shipped process definitions, one folder each."""
