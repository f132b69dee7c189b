"""A toolkit -> what search engines read: `sitemap.xml`, and `robots.txt` where they look for it."""

from urllib.parse import quote, urlsplit

from markupsafe import escape

from partnertools.model.languages import LocalSite
from partnertools.model.toolkit import Toolkit


def files(toolkit: Toolkit) -> dict[str, str]:
    """Return files by their names. Pages in frames are left out: they are pages of others."""
    packets = [f"packets/{packet.slug}" for packet in toolkit.packets]
    targets = [*(document.target for document in toolkit.documents()), *packets, "compare"]
    paths = ["index.html", *(f"{target}/index.html" for target in targets)]
    sites = toolkit.local_sites or (LocalSite(toolkit.language, ""),)
    lines = "".join(_entry(toolkit, site, path) for site in sites for path in paths)
    # sitemaps.org, 0.9; what says the same in other languages is Google's, in terms of XHTML.
    others = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if toolkit.local_sites else ""
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{others}>\n{lines}</urlset>\n'
    )
    found = {"sitemap.xml": sitemap}
    # RFC 9309, 2.3: it counts at the root of a host alone.
    if urlsplit(toolkit.base_url).path == "/":
        address = f"{toolkit.base_url}sitemap.xml"
        found["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {address}\n"
    return found


def _entry(toolkit: Toolkit, site: LocalSite, path: str) -> str:
    def address(one: LocalSite) -> str:
        return str(escape(toolkit.base_url + quote(one.path + path)))

    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{one.language}" href="{address(one)}"/>'
        for one in toolkit.local_sites
    )
    return f"  <url><loc>{address(site)}</loc>{others}</url>\n"
