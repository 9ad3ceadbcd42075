"""The handout: a learning step on paper, with the network's drawing and every number, as PDF, LaTeX or Markdown."""
