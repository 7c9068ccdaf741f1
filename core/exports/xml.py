"""XML as bytes, with the declaration that GPX and KML programs expect."""

from xml.etree import ElementTree as ET


def element(
    parent: ET.Element, tag: str, text: str | None = None, /, **attributes: str
) -> ET.Element:
    """Append a child and return it."""
    child = ET.SubElement(parent, tag, attributes)
    child.text = text
    return child


def optional(parent: ET.Element, tag: str, text: str) -> None:
    """Append a child, unless there is nothing to say in it."""
    if text:
        element(parent, tag, text)


def to_bytes(root: ET.Element) -> bytes:
    """Return the document."""
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"
