"""The grammar of deciding: definitions, rules, choices, runs and their explanations. Knows no subject."""
