"""Papers of appeals as PDF: evidence bundles and forms filled in by hand, in Chinese type."""
