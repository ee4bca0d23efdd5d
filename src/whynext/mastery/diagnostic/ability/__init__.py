"""Tests of one ability: adaptive ones, one question at a time, and fixed forms, two of a kind."""
