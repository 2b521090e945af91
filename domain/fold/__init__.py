"""The fold: from the events of one stream to the facts that they tell on both clocks; ``facts.py`` is the way in."""
