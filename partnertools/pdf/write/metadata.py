"""What a file says of itself: title, language, rights, and the standards that it keeps."""

import struct
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import pydyf
from PIL import ImageCms

from partnertools.typography import direction

PRODUCER = "partnertools with WeasyPrint"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdf:Producer>{producer}</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt>
</dc:description>{rights}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>{dates}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def describe(document: Any, pdf: Any, published: datetime | None, front: int) -> None:
    """Write the metadata, the same in the catalog, in XMP and in the information dictionary.

    `published` is the day of publication; without it a file says nothing of time, and two builds of
    one source are the same. `front` is the number of pages with roman numbers. XMP stays
    uncompressed: some programs drop the filter when they save, and with it the claim
    (ISO 14289-1, 5; ISO 19005-2, 6.6.4, with the extension schema of 6.6.2.3).
    """
    said = document.metadata
    dates = ""
    if published is not None:
        stamp = published.astimezone(UTC)
        iso = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
        dates = f"\n<xmp:CreateDate>{iso}</xmp:CreateDate>\n<xmp:ModifyDate>{iso}</xmp:ModifyDate>"
        for key in ("CreationDate", "ModDate"):
            pdf.info[key] = pydyf.String(stamp.strftime("D:%Y%m%d%H%M%SZ"))
    pdf.info["Producer"] = pydyf.String(PRODUCER)
    rights = escape(said.custom.get("dcterms.rights", ""))
    if rights:
        rights = f'<rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li></rdf:Alt>'
        rights = f"\n<dc:rights>{rights}</dc:rights>"
    packet = _PACKET.format(
        producer=PRODUCER,
        title=escape(said.title),
        author=escape(", ".join(said.authors)),
        description=escape(said.description or said.title),
        language=escape(said.lang),
        rights=rights,
        dates=dates,
    )
    extra = pydyf.Dictionary({"Type": "/Metadata", "Subtype": "/XML"})
    stream = pydyf.Stream([packet.encode()], extra, compress=False)
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference
    preferences = {"DisplayDocTitle": "true"}
    if direction(said.lang) == "rtl":
        # How a viewer lays pages side by side (ISO 32000-1, 12.2).
        preferences["Direction"] = "/R2L"
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(preferences)
    if front:
        # Page labels as they are printed: i, ii, … and then 1, 2, … (ISO 32000-1, 12.4.2).
        roman = pydyf.Dictionary({"S": "/r"})
        arabic = pydyf.Dictionary({"S": "/D"})
        labels = pydyf.Array([0, roman, front, arabic])
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": labels})
    for intent in pdf.catalog["OutputIntents"]:
        # The colours are sRGB, and that is said for PDF/A (ISO 19005-2, 6.2.3).
        intent["S"] = "/GTS_PDFA1"
        profile = pdf.objects[int(intent["DestOutputProfile"].split()[0])]
        profile.stream = [_srgb()]
    for reference in pdf.page_references:
        # Tab order is the order of the structure (ISO 14289-1, 7.18.3).
        pdf.objects[int(reference.split()[0])]["Tabs"] = "/S"


@cache
def _srgb() -> bytes:
    """Return the color profile of sRGB, with its curves as formulas.

    Viewers that use Poppler turn curves of the profile around for every page: as tables, that takes
    them longer than all else that is on it.
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The version that PDF 1.7 knows (ISO 32000-1, 8.6.5.5); and it was made no later than it.
    profile[8:12] = b"\x04\x20\0\0"
    profile[24:36] = struct.pack(">6H", 2004, 10, 1, 0, 0, 0)
    return bytes(profile)
