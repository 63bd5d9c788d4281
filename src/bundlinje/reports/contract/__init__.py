"""Reports of outcome contracts: what a contract is worth, what is owed, and a fund's portfolio."""
