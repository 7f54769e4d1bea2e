"""`make smoke`: the main job, played through the Slack stand-in on the real stack, every number checked elsewhere."""
