"""Sentences for people, that can be said in another language."""

from typing import Any, Self

__all__ = ["Message"]


class Message(str):
    """A sentence in English, that remembers what it was made from.

    It is the sentence, wherever text is wanted. A page that speaks another language translates
    the template and puts the values into it again.

    Attributes:
        template: with a name in braces for each value, as `str.format` takes it.
        values: by these names.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """The template with its values in place."""
        message = super().__new__(cls, template.format(**values))
        message.template, message.values = template, values
        return message
