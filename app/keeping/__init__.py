"""Keeping releases: on the disk for good, sealed against damage, verified, switched, backed up and restored."""
