"""Run: an experiment in motion. Whoever owns one owns it alone; others see snapshots.

A run is deterministic: however it is advanced, by batch, by epoch or by a time budget, the same experiment with the
same live changes at the same moments gives the same bits.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from engine import batches
from engine.acts import Acts
from engine.arrays import Array, Floats, Indices
from engine.diagnosis import divergence
from engine.errors import DivergedError
from engine.experiment import Effect, Experiment, Stop, Weight, effect
from engine.insertion import MOST_SAMPLES
from engine.keyframe import Kept, Keyframe, from_plain, to_plain
from engine.learning import Objective, draw_dropout, objective_of, rate_at
from engine.metrics import CostRecord, PresentCosts, accuracy, r_squared
from engine.network import Network, first_network, weight_count
from engine.optimizers import OPTIMIZERS
from engine.samples import samples_of
from engine.seeds import generator
from engine.stopping import Stopping
from engine.surgery import Mark, Patient, Surgeon, Surgery, place_of
from engine.trainer import Loop, loop_of
from engine.trainer.evaluation import Evaluation
from engine.trainer.tempo import Tempo

NOT_COMPILED = ("rate", "schedule", "shuffle", "stop")  # live fields that a compiled loop is given anew each epoch


@dataclass(frozen=True)
class Pending:
    """The mini-batch that a run learns from next: the indices of its samples, and the dropout it will meet."""

    samples: Indices
    dropped: Mapping[int, Floats]


@dataclass(frozen=True)
class Ending:
    """What an epoch ends with that `adopt` may change while it is evaluated."""

    stop: Stop
    penalty: float


class Run:
    """Trains the network of an experiment by mini-batch gradient descent.

    Attributes
    ----------
    experiment : what is run; live fields may change on the way, see `adopt`
    samples : the data
    network : the present weights
    memory : what the optimizer remembers, shape (rows, weights)
    epoch : whole passes over the training part done so far
    batch : mini-batches of the present epoch done so far
    act : acts of the present mini-batch gone through, of those that `engine.steps` tells; the last one learns it
    updates : mini-batches done so far in all
    costs : the record of the costs, epoch by epoch
    present_costs : those of the present weights, or None where they are not known: amid an epoch, see `evaluate`
    stopped : why the run came to its end by a rule of the experiment, or ""
    marks : the changes by hand so far

    >>> run = Run(Experiment())
    >>> run.advance(epochs=100)
    2500
    >>> run.accuracy()[0] > 0.9
    True
    """

    def __init__(self, experiment: Experiment, surgeon: Surgeon | None = None) -> None:
        self.experiment = experiment
        self.samples = samples_of(experiment)
        self.network = first_network(experiment)
        self.memory = OPTIMIZERS[experiment.optimizer.name].init(len(self.network.flat))
        self.epoch = 0
        self.batch = 0
        self.act = 0
        self.updates = 0
        self.costs = CostRecord()
        self.stopped = ""
        self.marks: tuple[Mark, ...] = ()
        self.surgeon = surgeon or Surgeon()
        self.surgeon.cut = _first_weights_of(experiment)
        self._objective = objective_of(experiment)
        self._order_rng = generator(experiment.seed, "order")
        self._dropout_rng = generator(experiment.seed, "dropout")
        self._order: Indices = self.samples.train
        self._has_order = False  # whether that of the present epoch is drawn
        self._pending: Pending | None = None
        self._undrawn: dict[str, Any] = {}  # states of the random numbers before what is not learnt yet was drawn
        self._compiled: Loop | None = None
        self._piece = 0  # pieces of the present epoch done so far
        self._evaluation = Evaluation(experiment, self.network, self.samples)
        self._tempo = Tempo()
        self._updates_before = 0  # those that the optimizer in use has not seen
        self._surgeries = 0
        self._kept = self._keep()
        self._adopted_within_epoch = False
        self._stopping = Stopping()
        with np.errstate(over="ignore", invalid="ignore"):
            self.present_costs: PresentCosts | None = self._costs_of_present()
        self.costs.append(0, *self.present_costs)

    @classmethod
    @np.errstate(over="ignore", invalid="ignore")
    def beginning_with(cls, experiment: Experiment, weights: Array) -> "Run":
        """Return a run that begins with given weights, in the order of `Network.flat`, instead of its seed's."""
        run = cls(experiment)
        run.network.flat[:] = weights
        run._kept = run._keep()
        run.present_costs = run._costs_of_present()
        run.costs.amend(*run.present_costs)
        return run

    # ---- what it is like -------------------------------------------------------------------------------------------

    @property
    def W(self) -> dict[int, Array]:
        """The weight matrices W⁽ˡ⁾ for l = 1 … L−1, shape (u_{l+1}, u_l + 1), column 0 the bias weights."""
        return self.network.W

    @property
    def objective(self) -> Objective:
        """What is made small: J and its gradient."""
        return self._objective

    @property
    def batches_per_epoch(self) -> int:
        return batches.count(len(self.samples.train), self.experiment.batch)

    @property
    def acts_per_sample(self) -> int:
        """How many acts tell one sample."""
        return Acts(self.network.sizes, 1).per_sample

    @property
    def acts(self) -> Acts:
        """The acts of the present mini-batch."""
        return Acts(self.network.sizes, len(self.pending().samples))

    @property
    def acts_per_batch(self) -> int:
        """How many acts tell the present mini-batch."""
        return self.acts.count

    @property
    def is_evaluating(self) -> bool:
        """Whether all mini-batches of an epoch are learnt, but its costs are not all evaluated yet."""
        return self._piece > 0 and self._piece >= self.loop.pieces.count

    @property
    def rate(self) -> float:
        """The learning rate of the present epoch, under the experiment's schedule."""
        return rate_at(self.experiment, self.epoch)

    @property
    def age(self) -> int:
        """How many mini-batches the optimizer in use has learnt from."""
        return self.updates - self._updates_before

    def weight(self, layer: int, target: int, source: int) -> float:
        """Return w⁽ˡ⁾ⱼ,ₖ: from unit k = `source` (0: bias) of `layer` to unit j = `target` of the next.

        >>> run = Run(Experiment())
        >>> run.weight(1, 3, 0) == float(run.W[1][2, 0])
        True
        """
        return self.network.weight(layer, target, source)

    @property
    def loop(self) -> Loop:
        """What computes the learning; which one it is follows from the experiment alone."""
        if self._compiled is None:
            self._compiled = loop_of(self.experiment, self.network, self.memory, self.samples, self._dropout_rng)
        return self._compiled

    def prepare(self) -> None:
        """Compile what learns and evaluates, so that the first step need not wait for it (10 to 150 ms)."""
        _ = self.loop
        self._evaluation.prepare(self.updates + 1)

    def accuracy(self) -> tuple[float, float]:
        """Return the accuracy over the training and over the test part when the costs were evaluated last.

        That is after the last whole epoch, or since then by a change by hand or by `evaluate`. For values it is R²; NaN
        without a test part.
        """
        train, test = (self._score(part) for part in (self.samples.train, self.samples.test))
        return train, test

    @np.errstate(over="ignore", invalid="ignore")
    def evaluate(self) -> None:
        """Make the present costs known, unless that takes more than one piece of work or is under way already."""
        under_way = self._compiled is not None and self._piece >= self._compiled.pieces.count
        if self.present_costs is None and self._evaluation.pieces == 1 and not under_way:
            self.present_costs = self._costs_of_present()

    def pending(self) -> Pending:
        """Return the mini-batch that will be learnt from next; looking at it changes nothing that is learnt."""
        if self._pending is None:
            self.finish_epoch()
            self._leave_mini_batch()
            self._draw_order()
            size = batches.size(len(self._order), self.experiment.batch)
            part = self._order[self.batch * size : (self.batch + 1) * size]
            self._undrawn["dropout_rng"] = self._dropout_rng.bit_generator.state
            dropped = draw_dropout(self._dropout_rng, self.experiment, len(part), self.loop.pieces.most)
            self._pending = Pending(part, dropped)
        return self._pending

    @property
    def first_pending(self) -> int:
        """The first sample of the mini-batch that will be learnt from next; its order need not be drawn for that."""
        if self._has_order:
            return int(self._order[self.batch * batches.size(len(self._order), self.experiment.batch)])
        order, drawn = self.samples.train.copy(), self._order_rng.bit_generator.state
        if self.experiment.shuffle:
            self._order_rng.shuffle(order)
            self._order_rng.bit_generator.state = drawn
        return int(order[0])

    def foreseen(self) -> tuple[Array, Array]:
        """Return the weights and the optimizer's memory that the pending mini-batch will leave; nothing is learnt."""
        self.pending()
        weights, memory, drawn = self.network.flat.copy(), self.memory.copy(), self._dropout_rng.bit_generator.state
        self._dropout_rng.bit_generator.state = self._undrawn["dropout_rng"]
        pieces = self.loop.pieces
        with np.errstate(over="ignore", invalid="ignore"):
            self.loop.learn(pieces.up_to_batch(self.batch), pieces.up_to_batch(self.batch + 1))
        after = self.network.flat.copy(), self.memory.copy()
        self.network.flat[:], self.memory[:] = weights, memory
        self._dropout_rng.bit_generator.state = drawn
        return after

    # ---- learning --------------------------------------------------------------------------------------------------

    def adopt(self, experiment: Experiment) -> None:
        """Go on with an experiment that differs in live fields only (see `engine.experiment.EFFECTS`).

        Raises
        ------
        ValueError
            if the change needs a new run
        """
        if effect(self.experiment, experiment) is not Effect.LIVE:
            raise ValueError("this change needs a new run")
        self._leave_mini_batch()
        self._leave_order()
        if experiment.stop != self.experiment.stop:
            self.stopped = ""
            self._stopping.overruled.clear()
        was, self.experiment = self.experiment, experiment
        self._objective = objective_of(experiment)
        self._adopted_within_epoch = self.updates > self._kept.updates
        self.present_costs = None  # the penalty may be another one
        if not _compiles_as(was, experiment):
            self._compiled = None
        if self._has_order:
            self._begin_loop()

    def operate(self, surgery: Surgery) -> None:
        """Change the network in mid-run; all that can be kept of it is kept, see `engine.surgery`.

        The record of the costs goes on with a mark. Where another mini-batch size is asked for, or
        other data, a new epoch begins.

        Raises
        ------
        ValueError
            if the change needs a new run, or is one of another network
        DivergedError
            if the epoch that was about to end has diverged; the change is made all the same, on what was kept
        """
        if effect(self.experiment, surgery.experiment) is Effect.NEW_RUN:
            raise ValueError("this change needs a new run")
        if not surgery.graft.fits(self.network.sizes, surgery.experiment.sizes):
            raise ValueError(f"this change is one of another network than {'-'.join(map(str, self.network.sizes))}")
        diverged: DivergedError | None = None
        try:
            self.finish_epoch()
        except DivergedError as error:
            diverged = error
        self._leave_mini_batch()
        self._leave_order()
        place = self.epoch, self.batch, surgery.name, self.batches_per_epoch
        cost_before = self._cost_before(surgery)
        seen = self.samples.inputs[self.samples.train[:MOST_SAMPLES]] if self.updates else None
        before = Patient(self.experiment, self.network, self.memory, self.age, seen)
        after = self.surgeon.operate(surgery, before, self._surgeries)
        if after.experiment == before.experiment:  # weights only: what is compiled stays
            self.network.flat[:], self.memory[:] = after.network.flat, after.memory
        else:
            self._go_on_with(after)
        self._surgeries += 1
        self.act = 0
        self._stopping = Stopping()  # patience begins afresh
        if self._has_order:
            self._begin_loop()
        with np.errstate(over="ignore", invalid="ignore"):
            self.present_costs = self._costs_of_present()
        mark = Mark(*place, cost_before, _finite(self.present_costs[0]))
        merges = bool(self.marks) and _is_one_mark(self.marks[-1], mark, goes_on=surgery.goes_on)
        self.marks = (*self.marks[: len(self.marks) - merges], mark)
        if self.batch == 0:
            self.costs.amend(*self.present_costs)
        self._kept = self._keep()
        self._adopted_within_epoch = False
        if diverged:
            raise diverged

    @np.errstate(over="ignore", invalid="ignore")
    def _cost_before(self, surgery: Surgery) -> float | None:
        """Return the training cost that a change begins with; None of weights that are set, as in a drag."""
        if surgery.experiment == self.experiment:
            return None
        return _finite((self.present_costs or self._costs_of_present())[0])

    def _go_on_with(self, changed: Patient) -> None:
        """Go on with another network, or another experiment."""
        was, experiment = self.experiment, changed.experiment
        samples = samples_of(experiment) if _has_other_samples(was, experiment) else self.samples
        evaluation = Evaluation(experiment, changed.network, samples)
        self.experiment, self.samples, self._evaluation = experiment, samples, evaluation
        self.network, self.memory = changed.network, changed.memory
        self._updates_before = self.updates - changed.age
        if experiment.batch != was.batch or experiment.data != was.data:
            self.batch, self._has_order, self._order = 0, False, samples.train  # a new epoch begins
        if experiment.stop != was.stop:
            self.stopped = ""
        self._objective = objective_of(experiment)
        self._compiled = None
        self._tempo = Tempo()
        self._piece = self.loop.pieces.up_to_batch(self.batch)

    def go_on(self) -> None:
        """Take back a stop by a rule: that rule is asked again once it has not held, patience starts afresh."""
        if self.stopped:
            self.stopped = ""
            self._stopping = self._stopping.gone_on()

    def advance(
        self,
        *,
        epochs: int | None = None,
        batches: int | None = None,
        samples: int | None = None,
        acts: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> int:
        """Learn until the first of the given limits is met, or a stop rule; return how many mini-batches were done.

        Parameters
        ----------
        epochs : epoch ends to pass; 1 from amid an epoch finishes that epoch
        batches : mini-batches to do; 1 from amid a mini-batch finishes that one
        samples : samples to go through; the last one of a mini-batch brings its update with it. Without other limits
        acts : single acts to go through, see `engine.steps`. Without other limits
        seconds : time to spend; looked at every few milliseconds, within a mini-batch too if that takes longer; it may
            end half a short epoch sooner or later

        Raises
        ------
        ValueError
            if there is no limit at all, or `samples` or `acts` stand beside another
        DivergedError
            if a number left the finite ones: a weight, what the optimizer remembers, or a cost; the run is put back to
            the start of the epoch
        """
        if samples is not None or acts is not None:
            if [epochs, batches, samples, acts, seconds].count(None) < 4:
                raise ValueError("advance by samples or by acts takes no other limit")
            return self._advance_within(samples, acts)
        self.check_limited(epochs, batches, seconds)
        last_epoch = math.inf if epochs is None else self.epoch + epochs
        last_batch = math.inf if batches is None else batches
        left = math.inf if seconds is None else seconds
        deadline = math.inf if seconds is None else clock() + seconds
        done = 0
        with np.errstate(over="ignore", invalid="ignore"):
            while self.epoch < last_epoch and done < last_batch and not self.stopped:
                if epochs_at_once := self._epochs_at_once(last_epoch - self.epoch, last_batch - done, left):
                    self._learn_epochs(epochs_at_once)
                    done += epochs_at_once * self.batches_per_epoch
                else:
                    done += self._learn_pieces(last_batch - done, left)
                left = deadline - clock() if seconds is not None else math.inf
                if left <= self._tempo.negligible:
                    break
        return done

    def check_limited(self, *limits: float | None) -> None:
        """Raise ValueError if advancing would never come to an end."""
        if all(limit is None for limit in limits) and not self._stopping.can_stop(self.experiment.stop):
            raise ValueError("advance needs a limit: epochs, batches, seconds, or a stop rule of the experiment")

    @np.errstate(over="ignore", invalid="ignore")
    def _advance_within(self, samples: int | None, acts: int | None) -> int:
        """Move on within mini-batches; what is learnt is learnt as a whole, so the bits are those of any other way."""
        done = 0
        self.finish_epoch()
        for _ in range(samples or acts or 0):
            if self.stopped:
                break
            if acts is not None:
                self.act += 1
            else:
                following = self.act // self.acts_per_sample + 1
                is_last = following >= len(self.pending().samples)
                self.act = self.acts_per_batch if is_last else following * self.acts_per_sample
            if self.act >= self.acts_per_batch:
                done += self._learn_pieces(1, math.inf)
        return done

    # Whole epochs, several by one call where they are short

    def _epochs_at_once(self, epochs: float, batches: float, seconds: float) -> int:
        """Return how many whole epochs to learn by one call, within all these limits; 0 if less than one."""
        fitting = self._tempo.epochs_fitting(seconds, self.loop.pieces.count, self._evaluation.pieces)
        if self._piece or batches < self.batches_per_epoch or fitting < 1:
            return 0
        stop = self.experiment.stop
        if stop != Stop(epochs=stop.epochs):  # the other rules are asked after each epoch
            return 1
        to_stop = max(1, stop.epochs - self.epoch) if stop.epochs else math.inf
        return int(min(self.loop.most_epochs, epochs, batches // self.batches_per_epoch, to_stop, fitting))

    def _learn_epochs(self, count: int) -> None:
        self._leave_mini_batch()
        loop = self.loop
        with self._tempo.measuring("epoch", count):
            orders = self._orders(count)
            rates = np.array([rate_at(self.experiment, self.epoch + row) for row in range(count)])
            history = loop.epochs(orders, rates, self.age)
            costs = self._costs_of(history, self.updates + self.batches_per_epoch) if self._is_finite else []
        if not (costs and all(map(self._are_finite, costs))):
            self._diverge(count)
        else:
            self.act = 0
            self.updates += count * self.batches_per_epoch
            for after in costs:
                self._note_epoch(*after)
            self._kept = self._keep()

    # Less than an epoch: pieces of it, as many as are short

    def _learn_pieces(self, batches: float, seconds: float) -> int:
        """Learn at least one piece and at most so many mini-batches; return how many mini-batches came to their end."""
        pieces, finished = self.loop.pieces, 0
        if self._piece < pieces.count:
            if self._pending is not None:
                self._leave_mini_batch()
            self._draw_order()
            first = self._piece
            most = pieces.up_to_batch(int(min(self.batch + batches, self.batches_per_epoch)))
            last = int(min(first + max(1, self._tempo.fitting("piece", seconds)), most))
            if whole := pieces.batches_in(last) - self.batch:  # not into the next mini-batch: it begins with a call
                last = pieces.up_to_batch(self.batch + whole)
            if first == pieces.up_to_batch(self.batch):
                self._undrawn["dropout_rng"] = self._dropout_rng.bit_generator.state
            with self._tempo.measuring("piece", last - first):
                self.loop.learn(first, last)
            self._piece = last
            finished = pieces.batches_in(last) - self.batch
            if finished:
                self._undrawn.clear()
                self.act = 0
                self.updates += finished
                self.batch += finished
                self.present_costs = None
                if not self._is_finite:
                    self._diverge(1)
        if self._piece >= pieces.count:
            self._evaluate_pieces(max(1, self._tempo.fitting("evaluation", seconds)))
        return finished

    def _evaluate_pieces(self, most: float) -> None:
        """Evaluate so many pieces at the end of an epoch; the last one ends it."""
        evaluation, pieces = self._evaluation, self.loop.pieces
        if self._piece == pieces.count:
            evaluation.begin(self.network.flat, self.updates)
            self._ending = Ending(self.experiment.stop, self._objective.penalty(self.network.flat))
        done = self._piece - pieces.count
        last = int(min(done + most, evaluation.pieces))
        with self._tempo.measuring("evaluation", last - done):
            for piece in range(done, last):
                evaluation.go_through(piece)
        self._piece += last - done
        if last == evaluation.pieces:
            self._end_epoch()

    def _end_epoch(self) -> None:
        ending = self._ending
        costs = (*self._evaluation.means(), ending.penalty)
        if not self._are_finite(costs):
            self._diverge(1)
        self._piece = self.batch = 0
        self._has_order = self._adopted_within_epoch = False
        self._note_epoch(*costs)
        if self.experiment.stop != ending.stop:
            self.stopped = ""  # as `adopt` does when it comes after the epoch's end
        self._kept = self._keep()

    @np.errstate(over="ignore", invalid="ignore")
    def finish_epoch(self) -> None:
        """Bring an evaluation to its end that has begun; raise DivergedError as `advance` does."""
        if self.is_evaluating:
            self._evaluate_pieces(math.inf)

    # What both are made of

    def _draw_order(self) -> None:
        """Draw the order of the present epoch, unless it is drawn."""
        if not self._has_order:
            self._undrawn["order_rng"] = self._order_rng.bit_generator.state
            self._order = self.samples.train.copy()
            if self.experiment.shuffle:
                self._order_rng.shuffle(self._order)
            self._has_order = True
            self._begin_loop()

    def _orders(self, epochs: int) -> Indices:
        """Return the orders of the present epoch and of those after it, shape (epochs, n)."""
        train = self.samples.train
        orders = np.empty((epochs, len(train)), np.intp)
        orders[:] = train
        drawn = int(self._has_order)
        orders[:drawn] = self._order
        if self.experiment.shuffle:
            for order in orders[drawn:]:
                self._order_rng.shuffle(order)
        self._order = orders[-1]
        self._has_order = False
        self._undrawn.clear()
        return orders

    def _leave_order(self) -> None:
        """Draw the order of an epoch anew of which nothing is learnt yet."""
        if self.batch == 0 and self._has_order:
            self._has_order = False
            self._order_rng.bit_generator.state = self._undrawn.pop("order_rng")

    def _begin_loop(self) -> None:
        self.loop.begin(self._order, self.rate, self.age - self.batch)

    def _leave_mini_batch(self) -> None:
        """Go back to the beginning of a mini-batch that was looked at or begun; no weight has changed since."""
        self._pending = None
        begin = self.loop.pieces.up_to_batch(self.batch)
        if self._piece <= self.loop.pieces.count:
            self._piece = min(self._piece, begin)
        if "dropout_rng" in self._undrawn:
            self._dropout_rng.bit_generator.state = self._undrawn.pop("dropout_rng")

    def _costs_of_present(self) -> PresentCosts:
        (costs,) = self._costs_of(self.network.flat[np.newaxis], self.updates)
        return costs

    def _costs_of(self, history: Array, updates: int) -> list[PresentCosts]:
        """Return the data term of J over the training and the test part, and the penalty, at each of some weights.

        Parameters
        ----------
        history : shape (times, weights)
        updates : how many the first of them had seen
        """
        means = self._evaluation.means_of(history, updates)
        penalty = self._objective.penalty
        return [PresentCosts(*each, penalty(weights)) for each, weights in zip(means, history, strict=True)]

    def _note_epoch(self, train: float, test: float, penalty: float) -> None:
        self.epoch += 1
        self.present_costs = PresentCosts(train, test, penalty)
        self.costs.append(self.epoch, *self.present_costs)
        watched = train if math.isnan(test) else test
        self.stopped = self._stopping.reason(
            self.experiment.stop, self.epoch, train, watched, lambda: self.accuracy()[0]
        )

    # Divergence

    @property
    def _is_finite(self) -> bool:
        return bool(np.isfinite(self.network.flat).all() and np.isfinite(self.memory).all())

    def _are_finite(self, costs: tuple[float, float, float]) -> bool:
        train, test, penalty = costs
        return math.isfinite(train + penalty) and (math.isfinite(test) or not len(self.samples.test))

    def _keep(self) -> "Kept":
        """Return what an epoch begins with, to come back to if it diverges."""
        random = {
            "order_rng": self._order_rng.bit_generator.state,
            "dropout_rng": self._dropout_rng.bit_generator.state,
        }
        return Kept(self.network.flat.copy(), self.memory.copy(), self.updates, self.batch, random)

    def _restore(self) -> None:
        """Go back to what was kept, to the very bits."""
        self.network.flat[:] = self._kept.weights
        self.memory[:] = self._kept.memory
        self.updates = self._kept.updates
        self._order_rng.bit_generator.state = self._kept.random["order_rng"]
        self._dropout_rng.bit_generator.state = self._kept.random["dropout_rng"]
        self._undrawn.clear()
        self._pending = None
        self.batch = self._kept.batch
        self._piece = self.loop.pieces.up_to_batch(self.batch)
        self._has_order = self.batch > 0
        if self._has_order:
            self._begin_loop()

    def _diverge(self, epochs: int) -> None:
        """Go back to the beginning of the epoch in which a number left the finite ones, and say why.

        Of several epochs learnt by one call, those before it are learnt once more.
        """
        cause = divergence(self)
        one_mini_batch = self.batches_per_epoch == 1 and epochs == 1
        self._restore()
        if epochs > 1:
            for _ in range(epochs):
                self._learn_epochs(1)
            return
        if not (one_mini_batch or self._adopted_within_epoch):
            cause = self._first_cause()
        self._adopted_within_epoch = False
        self.present_costs = self._costs_of_present()  # the accuracy is that of these weights again, too
        kept = f"epoch {self.epoch}" if self.batch == 0 else f"mini-batch {self.batch} of it, the last change by hand,"
        raise DivergedError(f"training diverged in epoch {self.epoch + 1}: {cause}; {kept} is kept")

    def _first_cause(self) -> str:
        """Learn the epoch once more, mini-batch by mini-batch, to see where the numbers left the finite ones."""
        self._draw_order()
        pieces = self.loop.pieces
        for batch in range(self.batch, self.batches_per_epoch):
            self.loop.learn(pieces.up_to_batch(batch), pieces.up_to_batch(batch + 1))
            if not self._is_finite:
                break
        cause = divergence(self)
        self._restore()
        return cause

    @np.errstate(over="ignore", invalid="ignore")
    def _score(self, part: Indices) -> float:
        output = self._evaluation.output[:, part]
        if self.experiment.data.is_regression:
            return r_squared(output, self.samples.labels[part])
        return accuracy(self.experiment.output, output, self.samples.labels[part])

    def _random_states(self) -> dict[str, Any]:
        """Return the states of the random numbers before the pending mini-batch, if any, was drawn."""
        states = {
            "order_rng": self._order_rng.bit_generator.state,
            "dropout_rng": self._dropout_rng.bit_generator.state,
        }
        return states | self._undrawn

    # ---- leaving and coming back -----------------------------------------------------------------------------------

    def keyframe(self) -> Keyframe:
        """Return all that the run goes on from here, but for the record of its costs; see `put_back`.

        An evaluation that has begun comes to its end; of a mini-batch that has begun, it is the beginning.

        Raises
        ------
        DivergedError
            if the epoch that was about to end has diverged
        """
        self.finish_epoch()
        kept = self._kept
        is_kept = kept.updates == self.updates and np.array_equal(kept.weights, self.network.flat)
        return Keyframe(
            experiment=self.experiment,
            weights=kept.weights if is_kept else self.network.flat.copy(),
            memory=kept.memory if is_kept else self.memory.copy(),
            kept=kept,
            order=self._order if self.batch else self.samples.train,
            random=kept.random if is_kept else self._random_states(),
            costs=self.costs.last,
            epoch=self.epoch,
            batch=self.batch,
            act=self.act,
            updates=self.updates,
            adopted_within_epoch=self._adopted_within_epoch,
            stopped=self.stopped,
            updates_before=self._updates_before,
            surgeries=self._surgeries,
            marks=self.marks,
            cut=self.surgeon.cut,
            stopping=self._stopping.state(),
        )

    @np.errstate(over="ignore", invalid="ignore")
    def put_back(self, frame: Keyframe, costs: CostRecord) -> None:
        """Go to another moment of this run, to the very bits; `costs` is the record up to there."""
        self._pending = None
        self._undrawn.clear()
        self._be_made_for(frame.experiment)
        self.network.flat[:], self.memory[:] = frame.weights, frame.memory
        self.costs = costs
        self._kept, self._order = frame.kept, frame.order
        self.epoch, self.batch, self.act, self.updates = frame.epoch, frame.batch, frame.act, frame.updates
        self._adopted_within_epoch, self.stopped = frame.adopted_within_epoch, frame.stopped
        self._updates_before, self._surgeries = frame.updates_before, frame.surgeries
        self.marks, self.surgeon.cut = frame.marks, frame.cut
        self._stopping = Stopping.of(frame.stopping)
        self._order_rng.bit_generator.state = frame.random["order_rng"]
        self._dropout_rng.bit_generator.state = frame.random["dropout_rng"]
        kept = frame.kept
        # So that the accuracy is that of the last whole epoch again:
        (at_kept,) = self._costs_of(kept.weights[np.newaxis], kept.updates)
        self.present_costs = at_kept if frame.updates == kept.updates else None
        self._piece = self.loop.pieces.up_to_batch(self.batch)
        self._has_order = self.batch > 0
        if self._has_order:
            self._begin_loop()

    def _be_made_for(self, experiment: Experiment) -> None:
        """Have the arrays and the loop for an experiment; what they hold comes next."""
        was, self.experiment = self.experiment, experiment
        if _compiles_as(was, experiment):
            self._objective = objective_of(experiment) if experiment is not was else self._objective
            return
        if _has_other_samples(was, experiment):
            self.samples = samples_of(experiment)
        weights = np.empty(weight_count(experiment.sizes))
        self.network = Network(experiment.sizes, experiment.activations, weights)
        self.memory = OPTIMIZERS[experiment.optimizer.name].init(len(weights))
        self._evaluation = Evaluation(experiment, self.network, self.samples)
        self._objective, self._compiled, self._tempo = objective_of(experiment), None, Tempo()

    def state(self) -> dict[str, Any]:
        """Return all that the run depends on from here, as arrays and plain values; `from_state` takes it up again."""
        frame = self.keyframe()
        weights, memory = frame.weights.copy(), frame.memory.copy()
        return to_plain(frame) | {"weights": weights, "memory": memory, "costs": self.costs.rows()}

    @classmethod
    def from_state(cls, experiment: Experiment, state: Mapping[str, Any]) -> "Run":
        """Return the run that `state` was taken of: it goes on with the very bits."""
        run = cls(experiment)
        run.put_back(from_plain(experiment, state), CostRecord.of(state["costs"]))
        return run


def _has_other_samples(one: Experiment, other: Experiment) -> bool:
    return one.data != other.data or one.features != other.features


def _compiles_as(one: Experiment, other: Experiment) -> bool:
    """Tell whether what is compiled for one experiment does for another one too."""
    return one is other or replace(one, **{name: getattr(other, name) for name in NOT_COMPILED}) == other


def _first_weights_of(experiment: Experiment) -> dict[Weight, float]:
    """Return the weights with which pruned connections would have started."""
    if not experiment.pruned:
        return {}
    whole = first_network(replace(experiment, pruned=()))
    return dict(zip(experiment.pruned, whole.flat[place_of(whole.sizes, experiment.pruned)].tolist(), strict=True))


def _finite(cost: float) -> float | None:
    return float(cost) if math.isfinite(cost) else None


def _is_one_mark(last: Mark, new: Mark, *, goes_on: bool) -> bool:
    """Tell whether two changes at one moment are told as one: the same once more, or one gesture."""
    return (last.epoch, last.batch) == (new.epoch, new.batch) and (goes_on or last.name == new.name)
