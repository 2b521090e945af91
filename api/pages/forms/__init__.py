"""Forms for events, made from their schemas; what people fill in, and nothing about HTTP.

shape        what can be said in an event of a type, and how one is helped to say it
conversion   an event in wire form as a filled form, and back
correction   the form of a correction: what its target says now, of which only the differences are sent
"""
