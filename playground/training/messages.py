"""What crosses between the window's thread and the engine's: values only, never a living object."""

from dataclasses import dataclass

from engine.experiment import Experiment
from engine.snapshot import Snapshot
from engine.surgery import Surgery
from engine.timeline import Position, State


@dataclass(frozen=True)
class StartRun:
    """Leave the present run and start this experiment from its first weights; a playing worker goes on playing.

    Attributes
    ----------
    keeps : the number under which the present run is kept; None drops it
    restores : the number of a run that was kept, which goes on in the place of a new one
    """

    experiment: Experiment
    run_number: int
    keeps: int | None = None
    restores: int | None = None


@dataclass(frozen=True)
class Adopt:
    """Go on with an experiment that differs in live fields only."""

    experiment: Experiment


@dataclass(frozen=True)
class Operate:
    """Go on with a changed network; what can be kept of it is kept."""

    surgery: Surgery


@dataclass(frozen=True)
class Play:
    """Learn until told otherwise."""


@dataclass(frozen=True)
class Pause:
    """Stop learning after the present mini-batch."""


@dataclass(frozen=True)
class Step:
    """Go so many steps of a grain at full speed, back if they are less than 0, then pause; see `engine.acts.GRAINS`.

    An epoch, or whatever it is, that has begun counts as the first.
    """

    grain: str
    count: int


@dataclass(frozen=True)
class PlaySteps:
    """Go one step after the other until told otherwise, resting after each; backwards: back into the past."""

    grain: str
    per_second: float | None
    backwards: bool = False


@dataclass(frozen=True)
class Seek:
    """Go to a position of the run's past; of another branch, that is the present one from then on.

    Attributes
    ----------
    position : None is the end of the branch
    branch : its number; None is the present one
    """

    position: Position | None
    branch: int | None = None


@dataclass(frozen=True)
class PlayBack:
    """Go through what is known already until told otherwise, showing it; it ends where that ends.

    Attributes
    ----------
    epochs_per_second : None is as fast that all of it takes a few seconds
    backwards : from the end to the beginning
    """

    epochs_per_second: float | None
    backwards: bool = False


@dataclass(frozen=True)
class SetBookmark:
    """Mark the present moment with a name."""

    name: str


@dataclass(frozen=True)
class UnsetBookmark:
    """Take a bookmark away."""

    position: Position


@dataclass(frozen=True)
class RenameBranch:
    """Call a branch otherwise."""

    branch: int
    name: str


@dataclass(frozen=True)
class DeleteBranch:
    """Forget a branch that is not the present one."""

    branch: int


@dataclass(frozen=True)
class GoTo:
    """Go to an act of the pending mini-batch, by its number; nothing is learnt."""

    act: int


@dataclass(frozen=True)
class Shelve:
    """Keep a run that comes from elsewhere under a number, so that `StartRun` can go on with it."""

    number: int
    state: State


@dataclass(frozen=True)
class TellState:
    """Tell all of the timeline, as it is between two mini-batches; the number is told with it."""

    number: int


@dataclass(frozen=True)
class Tell:
    """Whether frames of a run at rest are to tell the learning step that it takes next."""

    telling: bool


@dataclass(frozen=True)
class SetSpeed:
    """Play so many epochs, or steps, a second; None is as many as can be."""

    per_second: float | None


@dataclass(frozen=True)
class Watch:
    """Show the run while it learns, or only where it comes to rest: nobody looks at a minimised window."""

    watching: bool


@dataclass(frozen=True)
class Quit:
    """Leave the loop."""


Noting = SetBookmark | UnsetBookmark | RenameBranch | DeleteBranch  # the run itself stays as it is
Request = (
    StartRun
    | Adopt
    | Operate
    | Play
    | Pause
    | Step
    | PlaySteps
    | PlayBack
    | Seek
    | GoTo
    | Shelve
    | TellState
    | Tell
    | SetSpeed
    | Watch
    | Quit
    | Noting
)


@dataclass(frozen=True)
class Frame:
    """What the worker shows: a moment of the run, and whether it goes on from there.

    Attributes
    ----------
    hurried : whether the next one follows at once, so that there is no time to look at this one
    requests_done : how many requests the worker had read by then
    stopped : which rule of the experiment stopped the run, in words, or ""
    """

    snapshot: Snapshot
    playing: bool
    hurried: bool
    requests_done: int
    stopped: str = ""
