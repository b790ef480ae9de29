"""Text to terms: one tokenizer for all languages, one analyzer for each.

    tokenizer.py    words and where they stand, by Unicode's rules
    scanning.py     the words of many texts at once, in array operations
    languages.py    the table of languages: script, dictionary, stemmer, apostrophes
    letters.py      letters written one way or the other in one word
    dictionaries.py form -> lemma, from tries in the user's cache folder (`tries.py`)
    wordmaps.py     words that lead to words, in little memory
    prefixes.py     what Arabic and Hebrew write together with the next word
    stemmers.py     word -> term, by all of these, endings and Snowball
    folding.py      words as they are compared, and as they are typed without marks
    analyzer.py     tokenizer + folding + stemmer, cached word by word
    endings/        what nouns and names take, a file per language
    exceptions/     words that neither rules nor dictionaries get right, a file per language
    stopwords/      function words, a file per language
    names.py        how a name sounds, in whatever alphabet (`alphabets.py`) it is written
    skeletons.py    the consonants of many names at once
    lookalikes.py   letters of another script that look the same, put right
    keyboards.py    what was typed on another layout;  romanized.py  Cyrillic in Latin letters
    gazetteer/      what well-known things are called, a file per language

Nothing here knows of indexes, files or HTML.
"""

from search.analysis.analyzer import Analyzer, Token, analyzer_for
from search.analysis.folding import fold, plain
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
    "plain",
    "script_of",
    "stop_words",
    "words",
]
