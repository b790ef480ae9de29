"""Text to terms: one tokenizer for all languages, one analyzer for each.

    tokenizer.py    words and where they stand, by Unicode's rules
    languages.py    the table of languages: script, stemmer, apostrophes
    stemmers.py     word -> term, by Snowball, by a dictionary of lemmas, by endings
    analyzer.py     tokenizer + folding + stemmer, cached word by word
    endings/        what nouns and names take, a file per language
    exceptions/     words that neither rules nor dictionaries get right, a file per language
    stopwords/      function words, a file per language

Nothing here knows of indexes, files or HTML.
"""

from search.analysis.analyzer import Analyzer, Token, analyzer_for, fold
from search.analysis.languages import LANGUAGES, Language, script_of
from search.analysis.stopwords import stop_words
from search.analysis.tokenizer import words

__all__ = [
    "LANGUAGES",
    "Analyzer",
    "Language",
    "Token",
    "analyzer_for",
    "fold",
    "script_of",
    "stop_words",
    "words",
]
