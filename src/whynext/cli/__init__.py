"""The command line: one module per group of commands; heavy parts load inside the command that needs them."""
