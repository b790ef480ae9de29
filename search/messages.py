"""Sentences for people, that can be said in another language."""

from typing import Any, Self

__all__ = ["Message", "from_data", "to_data"]


class Message(str):
    """A sentence in English, that remembers what it was made from.

    It is the sentence, wherever text is wanted. A page that speaks another language translates
    the template and puts the values into it again.

    An error keeps it as `error.args[0]`; `str(error)` is the bare sentence.

    Attributes:
        template: with a name in braces for each value, as `str.format` takes it. It is to be
            worded so that the form of no word depends on a number.
        values: by these names; one that is a message itself is translated as well.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """The template with its values in place."""
        message = super().__new__(cls, template.format(**values))
        message.template, message.values = template, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What copies are made from, also those that `dataclasses.asdict` makes."""
        return (self.template,), self.values


def to_data(text: str) -> str | dict[str, Any]:
    """What JSON can keep of a text, whole if it is a message."""
    if not isinstance(text, Message):
        return text
    values = {n: to_data(v) if isinstance(v, str) else v for n, v in text.values.items()}
    return {"template": text.template, "values": values}


def from_data(data: str | dict[str, Any]) -> str:
    """The text again."""
    if isinstance(data, str):
        return data
    template, given = data["template"], data["values"]
    return Message(
        template, **{n: from_data(v) if isinstance(v, dict) else v for n, v in given.items()}
    )
