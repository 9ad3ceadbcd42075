"""Worked examples: a learning step on paper, every act as symbol = symbols = numbers = value, and why.

As text, Markdown, LaTeX or JSON; what is written comes from `engine.formulas`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.acts import PHASE_NAMES
from engine.arrays import Indices
from engine.formulas.latex import Latex, aligned
from engine.formulas.nodes import Formula, Row, Words
from engine.formulas.unicode import Unicode, one_line
from engine.formulas.wording import Wording, word
from engine.steps import LearningStep, Step
from engine.titles import title

TITLE = "A worked example"

Columns = Sequence[int] | None  # which samples of the mini-batch are told one by one, by their places; None for all


@dataclass(frozen=True)
class Section:
    """Acts that stand under one heading: those of a phase, of one sample where they are a sample's."""

    heading: str
    acts: tuple[tuple[Step, Wording], ...]


def sections(
    told: LearningStep, progress: Callable[[], object] | None = None, columns: Columns = None
) -> Iterator[Section]:
    """Yield acts with their words, under the lecture's four phases; `progress` is called after each act.

    Parameters
    ----------
    columns : the samples whose own acts are told, by their places in the mini-batch; None for all
    """
    heading, acts = "", list[tuple[Step, Wording]]()
    for step in told.acts(columns):
        name = f"{step.phase + 1}. {PHASE_NAMES[step.phase]}"
        here = name if step.sample is None else f"{name} (sample {step.sample})"
        if here != heading and acts:
            yield Section(heading, tuple(acts))
            acts = []
        heading = here
        acts.append((step, word(step, told.objective.experiment)))
        if progress:
            progress()
    yield Section(heading, tuple(acts))


def count_acts(told: LearningStep, columns: Columns = None) -> int:
    """Return how many acts a sheet has."""
    order = told.order
    left_out = 0 if columns is None else len(told.samples) - len(columns)
    return order.count - left_out * order.per_sample


def summary(told: LearningStep, columns: Columns = None) -> str:
    """Return in a sentence what the sheet is about."""
    experiment = told.objective.experiment
    network = "-".join(map(str, told.network.sizes))
    functions = ", ".join(map(title, told.network.activations))
    cost, told_alone = title(experiment.cost), ""
    if columns is not None and len(columns) < len(told.samples):
        told_alone = (
            f" Of these, {_samples(told.samples[list(columns)])} is told by itself"
            if len(columns) == 1
            else f" Of these, {_samples(told.samples[list(columns)])} are told one by one"
        )
        told_alone += "; J, the derivatives and the updates are those of the whole mini-batch."
    optimizer = title(experiment.optimizer.name)
    return (
        f"Network {network} ({functions}), {cost} cost, {experiment.reduction} over samples, "
        f"optimizer {optimizer}, learning rate {told.rate:.6g}; {_samples(told.samples)}.{told_alone}"
    )


def _samples(numbers: Indices) -> str:
    named = ", ".join(map(str, numbers[:12].tolist())) + (", …" if len(numbers) > 12 else "")
    return f"sample{'s' if len(numbers) > 1 else ''} {named}"


# ---- whole sheets --------------------------------------------------------------------------------------------------


def as_text(told: LearningStep, digits: int = 4, columns: Columns = None) -> str:
    """Return one line a formula, under the headings of the lecture's four phases."""
    lines: list[str] = []
    for section in sections(told, columns=columns):
        lines += ["", section.heading]
        lines += [f"  {one_line(formula, digits)}" for formula in _formulas(section)]
    return "\n".join(lines).lstrip() + "\n"


def as_markdown(
    told: LearningStep,
    digits: int = 4,
    picture: str = "",
    progress: Callable[[], object] | None = None,
    columns: Columns = None,
) -> str:
    """Return a sheet in Markdown, its formulas in LaTeX; `picture` is the path of the network's drawing."""
    lines = [f"# {TITLE}", "", summary(told, columns), ""]
    lines += [f"![The network]({picture})", ""] if picture else []
    for section in sections(told, progress, columns):
        lines += [f"## {section.heading}", ""]
        for _, wording, says_why in with_reasons(section):
            for formula in wording.lines:
                lines += ["$$", r"\begin{aligned}", aligned(formula, digits), r"\end{aligned}", "$$", ""]
            if says_why:
                lines += [f"*Why:* {_paragraph(wording.why, digits)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def as_latex(
    told: LearningStep,
    digits: int = 4,
    picture: str = "",
    progress: Callable[[], object] | None = None,
    columns: Columns = None,
) -> str:
    """Return a whole LaTeX document; `picture` is the path of the network's drawing."""
    lines = [
        r"\documentclass[a4paper]{article}",
        r"\usepackage{amsmath}",
        r"\usepackage{graphicx}",
        r"\usepackage[margin=2cm]{geometry}",
        r"\allowdisplaybreaks",
        r"\begin{document}",
        rf"\section*{{{TITLE}}}",
        _escaped(summary(told, columns)),
    ]
    if picture:
        lines += ["", rf"\begin{{center}}\includegraphics[width=\linewidth]{{{picture}}}\end{{center}}"]
    for section in sections(told, progress, columns):
        lines.append(rf"\subsection*{{{section.heading}}}")
        for _, wording, says_why in with_reasons(section):
            body = " \\\\\n".join(aligned(formula, digits) for formula in wording.lines)
            lines += [r"\begin{align*}", body, r"\end{align*}"]
            if says_why:
                lines += [rf"\noindent\emph{{Why:}} {_paragraph(wording.why, digits)}", ""]
    return "\n".join([*lines, r"\end{document}"]) + "\n"


def as_json(told: LearningStep, columns: Columns = None) -> str:
    """Return the acts as one JSON list, every number in full."""
    acts = [
        as_dict(step) | {"formulas": [_formula_as_dict(formula) for formula in wording.lines]}
        for section in sections(told, columns=columns)
        for step, wording in section.acts
    ]
    return json.dumps(acts, ensure_ascii=False)


def as_dict(step: Step) -> dict[str, Any]:
    """Return an act as plain values."""
    names = "ayx" if step.sample is None else "ayz"
    return {
        "kind": step.kind,
        "layer": step.layer,
        "unit": step.unit,
        "source": step.source,
        "sample": step.sample,
        "symbol": str(step.symbol),
        "terms": [
            {
                "factors": [{"symbol": str(factor.symbol), "value": factor.value} for factor in term.factors],
                "sample": term.sample,
                "value": term.value,
            }
            for term in step.terms
        ],
        "function": step.function,
        "argument": step.argument,
        "factor": step.factor,
        "addend": step.addend,
        "dropout": step.dropout,
        "given": [dict(zip(names, values, strict=True)) for values in step.given],
        "value": step.value,
    }


def _formula_as_dict(formula: Formula) -> dict[str, Any]:
    unicode = Unicode(digits=12)
    return {
        "symbol": unicode.symbols(formula.name),
        "rules": [unicode.symbols(rule) for rule in formula.symbols],
        "numbers": unicode.numbers(formula.numbers),
        "value": formula.value,
    }


FORMATS: dict[str, Callable[..., str]] = {"text": as_text, "markdown": as_markdown, "latex": as_latex}


def _formulas(section: Section) -> Iterator[Formula]:
    for _, wording in section.acts:
        yield from wording.lines


def with_reasons(section: Section) -> Iterator[tuple[Step, Wording, bool]]:
    """Yield the acts of a section, and whether to say why: once for each kind of act in a layer."""
    said = set[tuple[str, int | None]]()
    for step, wording in section.acts:
        kind = step.kind, step.layer
        yield step, wording, kind not in said
        said.add(kind)


def _escaped(text: str) -> str:
    r"""Return plain words as LaTeX's running text: "_" and "…" mean something else there, or nothing."""
    return text.replace("_", r"\_").replace("…", r"\ldots")


def _paragraph(why: Row, digits: int) -> str:
    """Return a derivation as running text, its formulas between dollars, with spaces but before a comma."""
    latex, written = Latex(digits), ""
    for piece in why.pieces:
        is_words = isinstance(piece, Words)
        text = _escaped(piece.text) if isinstance(piece, Words) else f"${latex.symbols(piece)}$"
        written += text if (is_words and text[0] in ",;:") or not written else f" {text}"
    return written
