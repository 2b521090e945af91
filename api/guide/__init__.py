"""The guide: what the folder docs/ tells, and the vocabulary as its schemas tell it, made for reading.

files       where the texts and pictures are
markup      Markdown -> HTML, its headings with ids and its links led to where a reader wants to go
contents    which pages there are, in which order
vocabulary  JSON Schemas -> tables of fields
"""
