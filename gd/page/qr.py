"""QR codes: a link that a phone reads from the projector."""

import io

import segno

QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks for."""


def qr_code(text: str) -> str:
    """The text as a QR code, an SVG in black on white whatever the theme; as large as the place in which it stands.

    With as much correction of errors as the same size of code allows. Raises ValueError above 2,953 bytes.
    """
    svg = io.BytesIO()
    code = segno.make_qr(text, error="l", encoding="utf-8")
    code.save(svg, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return svg.getvalue().decode()
