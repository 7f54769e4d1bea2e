"""From words to a meaning: questions, intents, readings, answers."""
