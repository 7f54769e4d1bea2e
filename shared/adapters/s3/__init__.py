"""Amazon S3: raw files and snapshots."""
