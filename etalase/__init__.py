"""Etalase turns a folder of records about craft groups and their products into a static catalogue.

read     sources    content/ → text, YAML nodes with positions, Markdown bodies
check    records    sources → records, or every problem at once
relate   catalog    records → links, places, facets, order, every address
write    bodies     Markdown → safe HTML, with its links followed
inspect  images     photos → sizes and tones; each new photo is opened once
make     images     planned derivatives → cache
index    search     what buyers would type → Pagefind bundle, in the cache
plan     pages, exports   catalog → files, each with a key and a way to make it
stage    publish    files → a staging folder; what has the same key is taken from the last build
promote  publish    the staging folder becomes the site, in one swap
"""
