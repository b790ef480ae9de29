"""Full-text search over articles in many languages."""
