"""Outcome contracts: who pays for which results, when, how much, and who carries the risk."""
