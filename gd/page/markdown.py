"""Text that is no markup, where Streamlit reads Markdown: in labels, tabs, tooltips, badges, messages and captions.

Names come from files and links: an image in one would be asked for, and a link could be clicked. Elsewhere, in options,
cells, charts, fields and code, Streamlit takes a text as it is, and `gd.text.visible` is enough. (The label of a field
is both: it is also read aloud as it is. None has a visitor's text in it.)
"""

import re

from gd.text import visible

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#!|~$:&@]|^[-+=])")
ITEM = re.compile(r"^(\d+)\.(?!\d)")
"""The number of an item in a list."""
FOUND_LATER = re.compile(r"(?<=:)(?=[\w/+-])|(?<=[-<>~])(?=[-=>])|(?<=www)(?=\.)|(?<=\S)(?=@)", re.IGNORECASE)
"""Where Streamlit's page, after it has read the Markdown, looks in the text itself for icons, its logo, emoji, arrows,
dashes, addresses and e-mail, and so no longer knows what was escaped."""
APART = ":small[]"
"""An element without content, which makes two texts of one: nothing is seen or copied of it."""


def escaped(sentence: str) -> str:
    """The sentence as one line with nothing in it that Streamlit's Markdown would act on.

    >>> print(escaped("[a](b) *c* :red[d] e@f.org"))
    \\[a\\]\\(b\\) \\*c\\* \\::small[]red\\[d\\] e:small[]\\@f.org
    """
    line = visible(" ".join(filter(None, map(str.strip, sentence.splitlines()))))
    return APART.join(ITEM.sub(r"\1\\.", MARKUP.sub(r"\\\1", part)) for part in FOUND_LATER.split(line))
