"""What is said: one folder a language, and in it one module a topic; sentences only."""
