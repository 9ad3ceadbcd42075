"""The run in a thread of its own: mailbox and worker are plain Python, the runner is their face in the GUI thread."""
