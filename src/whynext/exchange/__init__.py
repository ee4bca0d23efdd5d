"""Carry: standard formats in and out."""
