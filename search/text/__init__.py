"""What is done to an article before it is analyzed.

    repair.py       broken entities, stray tags, wrong encodings, invisible characters
    heading.py      title, site and date that the text states of itself
    boilerplate.py  which lines are not the article (the words that show it: `cues/`)
    language.py     the language of each passage, and of the whole

Each takes text and gives text, spans or codes; nothing here knows of files or of an index.
"""
