"""AWS KMS: what rests encrypted."""
