"""Snapshot: what a run looked like at one moment, copied and read-only, so that it may cross to the drawing thread."""

from dataclasses import dataclass

from engine.arrays import read_only
from engine.experiment import Experiment
from engine.metrics import Costs, PresentCosts
from engine.network import Network
from engine.run import Run
from engine.samples import Samples
from engine.steps import LearningStep
from engine.surgery import Mark
from engine.timeline.overview import Overview


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One moment of a run.

    Attributes
    ----------
    run_number : which run of its owner's it belongs to; what is left over from an older one is dropped
    experiment, samples : what is run, on what
    epoch, batch, batches_per_epoch, act : where it stands; `act` counts those of the pending mini-batch gone through
    network : a copy of the weights; those that are updated by `told`'s present act are the new ones
    costs : the costs of the epochs so far
    present_costs : those of the present weights, or None where a run that goes on does not know them amid an epoch
    accuracy : over the training and the test part
    marks : the changes by hand so far
    past : the timeline that it is a moment of, if it has one
    first_pending : the first sample that is learnt from, of a run that has learnt nothing yet
    told : the learning step that is gone through, if it was asked for; act number `act` of it is the present one
    """

    run_number: int
    experiment: Experiment
    samples: Samples
    epoch: int
    batch: int
    batches_per_epoch: int
    network: Network
    costs: Costs
    accuracy: tuple[float, float]
    marks: tuple[Mark, ...] = ()
    act: int = 0
    told: LearningStep | None = None
    present_costs: PresentCosts | None = None
    past: Overview | None = None
    first_pending: int | None = None

    @property
    def evaluated_at(self) -> int | None:
        """The epoch after which costs and accuracy were evaluated; None where they are those of the present weights."""
        return self.epoch if self.batch and self.present_costs is None else None

    @property
    def costs_till_now(self) -> Costs:
        """The costs of the epochs so far, and amid an epoch the present ones if they are known."""
        if self.batch == 0 or self.present_costs is None:
            return self.costs
        return self.costs.with_present(self.epoch + self.batch / self.batches_per_epoch, self.present_costs)


def take(
    run: Run,
    run_number: int,
    told: LearningStep | None = None,
    past: Overview | None = None,
    *,
    resting: bool = False,
) -> Snapshot:
    """Copy what the views need of a run at this moment.

    Parameters
    ----------
    told : the run's pending learning step, if it is to be shown
    past : the run's timeline, seen from outside
    resting : whether the run goes no further for now, so that there is time to evaluate its present weights
    """
    if resting:
        run.evaluate()
    weights = told.weights_at(run.act) if told else run.network
    network = Network(weights.sizes, weights.activations, read_only(weights.flat.copy()))
    return Snapshot(
        run_number=run_number,
        experiment=run.experiment,
        samples=run.samples,
        epoch=run.epoch,
        batch=run.batch,
        batches_per_epoch=run.batches_per_epoch,
        network=network,
        costs=run.costs.so_far(),
        accuracy=run.accuracy(),
        marks=run.marks,
        act=run.act,
        told=told,
        present_costs=run.present_costs,
        past=past,
        first_pending=None if run.updates else run.first_pending,
    )
