"""Types of files by their extension: those the library takes and how they begin, and those it does not take."""

from __future__ import annotations

import re
from typing import Final

from community.people import Model

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office files of the old sort begin, and encrypted ones."""


class FileType(Model):
    """A type that the library takes, and how its files begin: with one of `begins`, at byte `at`."""

    begins: tuple[bytes, ...] = ()
    at: int = 0
    inside: str = ""
    """For a file that is a zip inside: how the name of one of its entries begins."""
    text: bool = False


_VIDEO = FileType(begins=(b"ftyp", b"moov", b"mdat", b"wide", b"free"), at=4)
_OPEN = FileType(begins=(ZIP,), inside="content.xml")

TYPES: Final = {
    "pdf": FileType(begins=(b"%PDF-",)),
    **dict.fromkeys(("docx", "dotx"), FileType(begins=(ZIP,), inside="word/")),
    **dict.fromkeys(("xlsx", "xltx"), FileType(begins=(ZIP,), inside="xl/")),
    **dict.fromkeys(("pptx", "potx", "ppsx"), FileType(begins=(ZIP,), inside="ppt/")),
    "vsdx": FileType(begins=(ZIP,), inside="visio/"),
    **dict.fromkeys(("odt", "ods", "odp", "ott"), _OPEN),
    "rtf": FileType(begins=(b"{\\rtf",)),
    **dict.fromkeys(("txt", "csv", "md", "vtt", "srt"), FileType(text=True)),
    "png": FileType(begins=(b"\x89PNG\r\n\x1a\n",)),
    **dict.fromkeys(("jpg", "jpeg"), FileType(begins=(b"\xff\xd8\xff",))),
    "gif": FileType(begins=(b"GIF87a", b"GIF89a")),
    "bmp": FileType(begins=(b"BM",)),
    **dict.fromkeys(("tif", "tiff"), FileType(begins=(b"II*\x00", b"MM\x00*"))),
    "webp": FileType(begins=(b"WEBP",), at=8),
    **dict.fromkeys(("mp4", "m4v", "m4a", "mov", "heic"), _VIDEO),
    "mp3": FileType(begins=(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")),
    "wav": FileType(begins=(b"WAVE",), at=8),
    **dict.fromkeys(("ogg", "oga", "opus"), FileType(begins=(b"OggS",))),
    **dict.fromkeys(("webm", "mkv"), FileType(begins=(b"\x1aE\xdf\xa3",))),
}
"""What the library takes, by extension."""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


PROGRAMS: Final = _words(
    "exe com scr pif msi msix msp appx dll sys cpl bat cmd ps1 psm1 vbs vbe js jse mjs ws wsf wsh hta sct reg inf lnk url "
    "website desktop scf jar jnlp class app dmg pkg deb rpm apk ipa sh bash zsh csh command run bin elf so dylib py pyc pyw rb "
    "pl php asp aspx jsp chm hlp gadget application appref-ms msc library-ms search-ms xll wll ade adp mdb accdb accde iqy slk "
    "diagcab settingcontent-ms"
)
"""What runs when it is opened, or leads to what does."""
MACROS: Final = _words("docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam sldm vsdm")
ARCHIVES: Final = _words("zip rar 7z tar gz tgz bz2 xz zst cab arj lzh ace iso img vhd vhdx z lz lzma")
WEB: Final = _words("html htm xhtml mht mhtml svg svgz xml xsl xslt webarchive")
MAIL: Final = _words("msg eml pst ost mbox ics vcf")
OLD: Final = {"doc": ".docx", "dot": ".docx", "xls": ".xlsx", "xlt": ".xlsx", "ppt": ".pptx", "pps": ".pptx", "pot": ".pptx"}
"""Office formats of the old sort, and what they are saved as today."""

RUNS: Final = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02",
)
"""How programs and shortcuts begin, whatever they are called."""
PAGES: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html|<script|<svg|<\?php)", re.IGNORECASE)
"""How a web page begins that calls itself text."""
HARMFUL_INSIDE: Final = re.compile(
    r"^(?:basic|scripts)/|vbaproject\.bin$|/macrosheets/|/activex/.*\.bin$|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|lnk|hta|msi)$"
)
"""Entries of an Office file, in lower case, that hold macros or programs."""
