"""Amazon DynamoDB: thread memory, installations, one-time states.

Every table has the partition key "id" and the time to live "expires_at".
"""
