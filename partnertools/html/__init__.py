"""A toolkit's documents -> HTML: pages for the site, and sheets that are painted as PDF."""
