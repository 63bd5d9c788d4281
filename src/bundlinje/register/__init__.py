"""Consequences from register data: from a study's definition to a record that a case can use."""
