"""From studies, and from a municipality's own counts, to the effect a case can use."""
