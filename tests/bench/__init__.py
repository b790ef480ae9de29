"""How fast this is, beside others, on the same articles and the same queries in one run.

    corpus.py        articles, generated with a fixed seed or given
    queries.py       what is asked of them
    peers.py         what a peer is, and which there are
    project.py       this project;  stock_whoosh.py, sqlite.py, tantivy_peer.py, xapian_peer.py
    worker.py        one task in a process of its own
    measuring.py     the tasks of a run, in turns, and their figures
    goals.py         what is to be reached
    tables.py        the figures for people
    __main__.py      python -m tests.bench

It wants the extra `bench`; a peer that is not installed is left out, and the table says so.
"""
