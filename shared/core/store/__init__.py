"""Snapshots: manifests, versions, freshness."""
