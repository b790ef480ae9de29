"""The page in a real browser, and whatever else takes a real server to see."""
