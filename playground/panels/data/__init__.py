"""The data of one's own, and what is drawn: the pieces of the data panel, each a topic. The panel places them."""
