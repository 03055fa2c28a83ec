"""Etalase turns a folder of records about craft groups and their products into a static catalogue.

take in  intake     content/ → an entry of every record; what did not change is known from the last build
  read     sources    a file → text, YAML nodes with positions, Markdown bodies
  check    records    source → record, or every problem at once
  write    bodies     Markdown → safe HTML, with its links followed
  enter    entries    record → what it refers to, and digests of what it shows
relate   catalog    entries → links, places, facets, order, every address
inspect  images     photos → sizes and tones; each new photo is opened once
make     images     planned derivatives → cache
index    search     what buyers would type → Pagefind bundle, in the cache
plan     pages, exports   catalog → files, each with a key and a way to make it
stage    publish    files → a staging folder; what has the same key stays where it is
promote  publish    staged files → their places, pages last; then what is gone is removed
"""
