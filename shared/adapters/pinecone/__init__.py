"""Pinecone's data plane, spoken over HTTP: the SDK would make a function larger than it may be."""
