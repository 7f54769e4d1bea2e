"""Amazon SQS: the queues between front doors."""
