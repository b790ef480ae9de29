"""What is done to an article before it is analyzed.

    repair.py       what crawlers and content systems did, undone, every kind of it counted
        misread.py      wrong encodings
        entities.py     character references;  tags.py, leftovers.py  markup, shortcodes, code
        wrapping.py     words parted by a line's end, paragraphs set in columns
        characters.py   apostrophes, lost letters, heaped marks
        mixture.py      whether letters of two scripts may be mixed
        substitute.py   a pattern replaced, and counted
    heading.py      title, site and date that the text states of itself
    boilerplate.py  which lines are not the article (the words that show it: `cues/`)
        blocks.py       menus, teasers, lists of links: lines that show it together
        repeated.py     the lines that come again in a source, learnt over a collection
        furniture.py    which of these are its pages' furniture
    language.py     the language of each passage, and of the whole
        passage.py      what one passage tells by itself
        scripts.py      by its letters;  evidence.py  by its words (`evidence.txt`)
        serbian.py      Serbian, Croatian or Bosnian;  detector.py  langdetect
        stated.py       what metadata say of a language, in one form
    codes.py      a text as an array, and what is known of each character, looked up at once

Each takes text and gives text, spans or codes; nothing here knows of files or of an index.
"""
