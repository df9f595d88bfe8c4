"""Everything a member types: one extension a feature, loaded by name."""
