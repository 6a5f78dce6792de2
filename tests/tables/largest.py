"""Files as large as the page accepts, made to cost it as much as they can.

What they cost the page, `python -m tests.tables.cost` measures; and what a server, `python -m tests.browser.peak`.
"""

from collections.abc import Callable

import numpy as np

BANK = 5_000
"""Different rows, which are then repeated."""

rng = np.random.default_rng(0)


def rows(size: int, header: str, *columns: object, end: str = "\n") -> str:
    """A header and as many rows of these columns (lists of cells) as fit into the size."""
    return filled(size, header + end if header else "", end.join(map(",".join, zip(*columns, strict=True))) + end)


def filled(size: int, start: str, again: str) -> str:
    """The start, and then a text again and again until the size is reached."""
    return start + again * ((size - len(start)) // len(again))


def numbers(digits: int = 6) -> list[str]:
    return [f"{x:.{digits}g}" for x in rng.normal(100, 30, BANK)]


def levels(count: int, prefix: str = "") -> list[str]:
    return [f"{prefix}{k}" for k in rng.integers(0, count, BANK)]


def distinct(size: int, form: str, header: str) -> str:
    """Rows that count upwards, in this form."""
    count = size // len(form.format(12345678))
    return header + "\n" + "\n".join(map(form.format, range(10_000_000, 10_000_000 + count)))


def nested(size: int, start: str, again: str, end: str) -> str:
    return start + again * ((size - len(start) - len(end)) // len(again)) + end


def levels50() -> list[list[str]]:
    return [levels(50, letter) for letter in "abcd"]


FILES: dict[str, Callable[[int], str | bytes]] = {
    # honest
    "numbers, 6 columns": lambda n: rows(n, "a,b,c,d,e,y", *(numbers() for _ in range(6))),
    "numbers in full, 3 columns": lambda n: rows(n, "a,b,y", *(numbers(17) for _ in range(3))),
    "numbers, 200 columns": lambda n: rows(n, ",".join(f"c{j}" for j in range(200)), *(numbers() for _ in range(200))),
    "texts of 8 categories": lambda n: rows(
        n,
        "a,b,c,d,e,f,g,h,y",
        *(levels(9, word) for word in ("red ", "blue ", "gr", "x", "y", "z", "u", "v")),
        numbers(),
    ),
    "decimal commas": lambda n: rows(n, "a;b;y", *(numbers() for _ in range(3))).replace(",", ";").replace(".", ","),
    "prices as text": lambda n: rows(n, "a,y", [f"${x}" for x in numbers()], numbers()),
    "blanks between": lambda n: rows(n, "a,b,y", *(numbers() for _ in range(3))).replace(",", "  "),
    "carriage returns": lambda n: rows(n, "a,b,y", *(numbers() for _ in range(3)), end="\r\n"),
    "UTF-16": lambda n: rows(n // 2, "a,b,y", *(numbers() for _ in range(3))).encode("utf-16"),
    "dates": lambda n: rows(n, "day,y", [f"2020-{k % 12 + 1:02}-{k % 28 + 1:02}" for k in range(BANK)], numbers()),
    # rows × columns
    "4 × 50 levels": lambda n: rows(n, "a,b,c,d,y", *levels50(), numbers(2)),
    "199 × 2 levels": lambda n: rows(
        n, ",".join(f"c{j}" for j in range(200)), *(levels(2, "ab") for _ in range(199)), numbers(3)
    ),
    "whole numbers of one digit": lambda n: rows(n, "x,y", levels(10), levels(10)),
    "1,000 columns of one digit": lambda n: rows(
        n, ",".join(f"c{j}" for j in range(1000)), *(levels(10) for _ in range(1000))
    ),
    "1,000 columns of one letter": lambda n: rows(
        n,
        ",".join(f"c{j}" for j in range(1000)),
        *([*map("xyzuv".__getitem__, rng.integers(0, 5, BANK))] for _ in range(999)),
        numbers(2),
    ),
    "one column": lambda n: rows(n, "", levels(10)),
    # one line
    "one line of numbers": lambda n: "1," * (n // 2),
    "one line of texts": lambda n: "ab," * (n // 3),
    "one line, no separator": lambda n: "x" * n,
    "two lines": lambda n: filled(n // 2, "", "1,") + "\n" + filled(n // 2, "", "2,"),
    "a line too long": lambda n: "a,y\n" + "1,2\n" * 300 + "1," * (n // 2),
    "100 long lines": lambda n: ("1," * (n // 200) + "\n") * 100,
    # different texts
    "different texts": lambda n: distinct(n, "t{}", "name") + ",1",
    "different texts and a number": lambda n: distinct(n, "t{},1", "name,y"),
    "different prices": lambda n: distinct(n, "${},1", "price,y"),
    "different prices of 4": lambda n: distinct(n, "${0},${0}.1,${0}.2,${0}.3", "a,b,c,d"),
    "different numbers": lambda n: distinct(n, "{0},{0}", "x,y"),
    "numbers, then texts": lambda n: rows(n // 2, "x,y", numbers(), numbers()) + "\n" + "a,1\nb,2\n" * (n // 16),
    # empty
    "empty lines": lambda n: filled(n, "x,y\n1,2\n2,3\n4,5\n", "\n") + "\n7,8",
    "short rows of a wide table": lambda n: filled(n, ",".join(f"c{j}" for j in range(1000)) + "\n", "1\n"),
    "commas only": lambda n: filled(n, "x,y\n1,2\n2,3\n4,5\n", ",\n"),
    "1,000 empty columns": lambda n: filled(n, "x,y\n1,2\n2,3\n4,5\n", "," * 999 + "\n"),
    "NA": lambda n: filled(n, "x,y\n1,2\n2,3\n4,5\n", "NA,NA\n"),
    "blanks": lambda n: " " * n,
    "blanks below": lambda n: filled(n, "x y\n1 2\n2 3\n4 5\n", " "),
    "zeros": lambda n: b"\0" * n,
    # quotation marks
    "quotation marks": lambda n: '"' * n,
    "an open quotation mark": lambda n: 'x,y\n1,2\n2,3\n"' + "1,2\n" * (n // 4),
    "line breaks in fields": lambda n: filled(n, "x,t,y\n", '1,"a\n\n\n\n\n\n\n\nb",2\n3,"c\n\nd",5\n'),
    "one large field": lambda n: 'x,t,y\n1,a,2\n2,b,3\n3,"' + "x" * n + '",5\n4,c,4',
    "50 large levels": lambda n: "t,y\n" + "".join(f"{chr(65 + k % 25)}{'x' * (n // 50)},{k * k}\n" for k in range(50)),
    "long names": lambda n: ",".join("n" * (n // 900) + str(j) for j in range(800)) + "\n" + ("1," * 799 + "2\n") * 3,
    # characters
    "emoji": lambda n: "x,y\n1,😀\n" + rows(n, "", levels(10), numbers(3)),
    "emoji everywhere": lambda n: filled(n // 4, "x,y\n1,2\n", "😀,2\n").encode(),
    "Latin-1": lambda n: filled(n, "x,y\n1,2\n3,é\n", "1,2\n2,5\n").encode("latin-1"),
    "random bytes": rng.bytes,
    # numbers
    "thousands of digits": lambda n: filled(n, "x,y\n1,2\n", "1" * 5000 + ",2\n" + "2" * 5000 + ",7\n"),
    "a million digits": lambda n: filled(n, "x,y\n1,2\n", "1" * 10**6 + ",2\n" + "2" * 10**6 + ",7\n"),
    "thousands' commas": lambda n: filled(
        n, "x;y\n1;2\n", "1" + ",000" * 100_000 + ";2\n" + "2" + ",000" * 99_999 + ";3\n"
    ),
    "huge numbers": lambda n: filled(n, "x,y\n", "1e308,-1e308\n2e307,1e-320\n"),
    "true and false": lambda n: rows(n, "x,y", [["True", "False"][k % 2] for k in range(BANK)], numbers(2)),
    "truth and numbers": lambda n: (
        rows(n // 2, "x,y", ["True"] * BANK, numbers(2)) + "\n" + filled(n // 2, "", "1,2\n")
    ),
    "semicolons and commas": lambda n: filled(n, "a;b,c\n", "1;2,3\n4;5,6\n"),
    "parentheses": lambda n: filled(n, "x,y\n", "(" * 2000 + ",1\n((1)),3\n"),
    "counts below": lambda n: filled(n, f"{n // 4},1\n", "1,2\n2,5\n"),
    # folded files
    "JSON of lists": lambda n: nested(n, '{"format": "gd factor", "version": 1, "R": [', "[],", "[]]}"),
    "JSON of objects": lambda n: nested(n, '{"format": "gd factor", "version": 1, "R": [', "{},", "{}]}"),
    "JSON of numbers": lambda n: nested(n, '{"format": "gd factor", "version": 1, "R": [', "1.1,", "1]}"),
    "JSON of texts": lambda n: nested(n, '{"format": "gd factor", "version": 1, "columns": [', '"é",', '"a"]}'),
    "JSON, nested": lambda n: nested(n, '{"R":', "[", ""),
    "JSON of objects in objects": lambda n: nested(n, "", '{"a":', ""),
}


def content(name: str, size: int) -> bytes:
    """The file of this name, of at most so many bytes."""
    made = FILES[name](size)
    return (made if isinstance(made, bytes) else made.encode())[:size]
