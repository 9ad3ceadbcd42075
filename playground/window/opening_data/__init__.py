"""Opening data of one's own: a file or the clipboard is read beside the window, looked at, and learnt from."""
