"""How well the search finds: `python -m tests.relevance COLLECTION...`.

    collection.py  a folder of articles and what people know of them, indexed and open
    measures.py    recall, precision, token F1, on plain sets and texts
    entities.py    entities, in their own language and across languages
    ranking.py     queries with judged articles
    stories.py     the same story in other articles, for a title
    likeness.py    and for an article: more like this
    detection.py   the language of articles and of paragraphs
    pages.py       the main text of HTML pages
    tables.py      what was measured, as tables
    floors.py      the figures reached, below which none may fall (floors.json)

Articles are indexed, searched and read through the public functions of `search`.
"""
