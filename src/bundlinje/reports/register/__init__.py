"""The report of a register study, from its result alone."""
