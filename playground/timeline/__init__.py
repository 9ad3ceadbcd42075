"""The timeline under the run bar: all of the training, its branches, and what happened when."""
