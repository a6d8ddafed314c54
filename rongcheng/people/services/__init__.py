"""Every change to the registry: statements recorded, ledgers loaded and undone, persons merged."""
