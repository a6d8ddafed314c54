"""Appeals: one door, one number, one clock for every worker."""
