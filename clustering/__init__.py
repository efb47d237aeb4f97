"""Features in, segments out: pure functions over arrays that know no SQL and no warehouse."""
