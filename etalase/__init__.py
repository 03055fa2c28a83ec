"""Etalase turns a folder of records about craft groups and their products into a static catalogue.

read     sources    content/ → text, YAML nodes with positions, Markdown bodies
check    records    sources → records, or every problem at once
relate   catalog    records → links, places, facets, order, every address
inspect  images     photos → sizes and tones (each new photo is opened once)
write    bodies     Markdown → safe HTML, with its links followed
plan     pages, exports   catalog → files, each with a key and a way to make it
stage    publish    files → a staging folder; what has the same key is taken from the last build
make     images     planned derivatives → cache → staging folder
index    search     what buyers would type → Pagefind bundle
promote  publish    the staging folder becomes the site, in one swap
"""
