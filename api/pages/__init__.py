"""The web pages: what the API answers, drawn for people. Each page has the path and the query of its API route.

home companies deals …     one file for each resource: ask the queries as the API does, choose what to draw
guide                      the texts of docs/ and the vocabulary, made by api/guide
basis                      the two dates that a page is asked as of, and where something changes on either clock
surroundings lifelines circle   pictures: where everything in them goes is decided here, and the templates draw it
belief belief_map fields   what was believed of a field at any point of both clocks
links                      the address of a page, and those that it leads to with the same dates
routing routes             how their routes differ from those of the API, and all of them
recording mending          pages that write: record, correct, retract
writing forms submission   what these share: drawing, checking and recording; forms out of schemas; what a form sends
login                      signing in with a key, and out
rendering                  the templates with all that they may use
problem                    a problem document as a page
templates/                 base.html, a template for each page, macros/ for what they share
"""
