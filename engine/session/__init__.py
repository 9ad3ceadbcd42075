"""Session files: a run with all of its past, and how it was looked at, as one readable, versioned JSON text (.nnplay).

Every number comes back to the bit, so a run that is opened goes on as if it had never been closed. `session` is the
file, `parts` and `keyframes` say how what a timeline consists of is written, `versions` brings older files up to date.
"""

from engine.session.session import MOST_BYTES, SUFFIX, Session, load, save

__all__ = ["MOST_BYTES", "SUFFIX", "Session", "load", "save"]
