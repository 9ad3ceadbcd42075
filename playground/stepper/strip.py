"""The formula strip: the present act, or the selected unit, as symbols = numbers = value, written as is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QContextMenuEvent, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from engine.formulas.latex import aligned
from engine.formulas.nodes import Node
from engine.formulas.unicode import Unicode, one_line
from engine.numbers import MOST_DIGITS
from playground.combo_box import ComboBox
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection
from playground.document.stepping import Stepping
from playground.document.writing import LEAST_DIGITS, Writing
from playground.keyboard import let_space_press
from playground.stepper.formula_view import BOTTOM, MARGIN, TOP, FormulaView
from playground.stepper.layout import Attempt, Page, longest_sum
from playground.stepper.subject import Subject, subject_of
from playground.theme import Appearance, ui_font

HEIGHT = 208
HEADER = 34
SCROLL_BAR = 9
FIGURES_PER_SECOND = 10  # as fast as one can read (measured: 1.4 -> 0.3 ms a frame)
MOST_SAID = 12  # terms of a sum that are read aloud
COPIES = {"text": "Copy as text", "latex": "Copy as LaTeX", "number": "Copy the number"}


class FormulaStrip(QWidget):
    """Shows formulas with their numbers, and lets a person choose digits, the derivation, all terms, and copy them.

    The digits that are chosen here are those of every view, see `Writing`.

    Attributes
    ----------
    subject : what it shows; None before there is anything
    says_why : whether the derivation is shown
    unfolded : whether long sums are shown with all their terms
    """

    written_otherwise = Signal()  # derivation or folding have been chosen anew, or digits

    def __init__(
        self, selection: Selection, moment: Moment, stepping: Stepping, writing: Writing, appearance: Appearance
    ) -> None:
        super().__init__()
        self.subject: Subject | None = None
        self.says_why = False
        self.unfolded = False
        self._attempt: Attempt | None = None
        self._kept_size = False  # whether the size is the one before, and not sought anew
        self._selection = selection
        self._moment = moment
        self._stepping = stepping
        self._writing = writing
        self._appearance = appearance
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Formula strip")
        self.view = FormulaView(selection, appearance)
        self._place_pieces()
        self._connect()

    @property
    def digits(self) -> int:
        """How many digits numbers are written with."""
        return self._writing.digits

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_why(self, says_why: bool) -> None:
        """Choose whether the derivation is shown."""
        if says_why != self.says_why:
            self.says_why = says_why
            self._write_otherwise()

    def set_unfolded(self, unfolded: bool) -> None:
        """Choose whether all terms of long sums are shown; else their middle is left out where it finds no room."""
        if unfolded != self.unfolded:
            self.unfolded = unfolded
            self._write_otherwise()

    def toggle_folding(self) -> None:
        """Show all terms, or no more than find room."""
        self.set_unfolded(not self.unfolded)

    def copied(self, kind: str) -> str:
        """Return what is shown, as "text", "latex" or "number": the last is the value with all its digits."""
        if self.subject is None:
            return ""
        formulas = [shown.formula for shown in self.subject.formulas]
        if kind == "number":
            return repr(self.subject.main.value)
        if kind == "latex":
            body = " \\\\\n".join(aligned(formula, self.digits) for formula in formulas)
            return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"
        return "\n".join(one_line(formula, self.digits) for formula in formulas)

    def copy(self, kind: str) -> None:
        """Put what is shown into the clipboard."""
        QGuiApplication.clipboard().setText(self.copied(kind))

    def term_center(self, edge: Edge) -> QPointF:
        """Return where the term of a weight stands."""
        return QPointF(self.view.mapTo(self, self.view.term_center(edge).toPoint()))

    # ---- pieces ----------------------------------------------------------------------------------------------------

    def _place_pieces(self) -> None:
        self._why = _button("Why?", "Show the derivation of the formula in one line (Y)", self.set_why)
        self._folding = _button("All terms", "Show all terms of the sum (U)", self.set_unfolded)
        self._copying = _button("Copy", "Copy the formula as text, as LaTeX, or its number (Ctrl+C in the strip)")
        self._copying.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copying.setMenu(self._copy_menu())
        self._digits = ComboBox(self._appearance)
        self._digits.addItems([f"{digits} digits" for digits in range(LEAST_DIGITS, MOST_DIGITS + 1)])
        self._digits.setToolTip("How many digits the numbers of formulas have (Ctrl+>, Ctrl+<)")
        self._digits.setAccessibleName("Digits of formulas")
        self._digits.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._digits.activated.connect(lambda index: self._writing.set_digits(index + LEAST_DIGITS))
        policy = self._folding.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._folding.setSizePolicy(policy)
        header = QHBoxLayout()
        header.setContentsMargins(MARGIN, 0, MARGIN - 8, 0)
        header.setSpacing(6)
        header.addStretch(1)
        for part in (self._folding, self._why, self._digits, self._copying):
            header.addWidget(part)
        top = QWidget()
        top.setFixedHeight(HEADER)
        top.setLayout(header)
        top.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._header = top
        self.scroll = QScrollArea()
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self.scroll)

    def _connect(self) -> None:
        self.view.unfold_asked.connect(lambda: self.set_unfolded(True))
        self.view.copy_asked.connect(self.copy)
        self._appearance.changed.connect(self._lay_out)
        self._writing.changed.connect(self._write_otherwise)
        self._moment.follow(self, self._show, per_second=FIGURES_PER_SECOND)
        self._stepping.switched.connect(self._show)
        self._selection.items_changed.connect(self._show)

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind, words in COPIES.items():
            menu.addAction(words).triggered.connect(lambda _checked=False, kind=kind: self.copy(kind))
        return menu

    def menu(self) -> QMenu:
        """Return all that can be done here, as a menu."""
        menu = self._copy_menu()
        menu.addSeparator()
        for words, is_on, choose in (
            ("Why?", self.says_why, self.set_why),
            ("All terms", self.unfolded, self.set_unfolded),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(is_on)
            action.triggered.connect(choose)
        fill_digits_menu(menu.addMenu("Digits"), self._writing)
        return menu

    # ---- showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show what there is now, if it reads otherwise than what is shown; once for a moment that is just coming.

        While numbers run, formulas keep the size they have if they find room: it does not jump, and none is sought
        (measured with 2-8-8-8-1: 3.2 -> 2.7 ms a call).
        """
        if self._moment.is_arriving:
            return
        subject, in_hurry = subject_of(self._stepping, self._moment, self._selection), self._moment.in_hurry
        if subject != self.subject or (self._kept_size and not in_hurry):
            self._kept_size = in_hurry and _names(subject) == _names(self.subject)
            self.subject = subject
            self._lay_out()

    def _write_otherwise(self) -> None:
        self._kept_size = False
        self._lay_out()
        self.written_otherwise.emit()

    def _lay_out(self) -> None:
        """Set what is shown anew."""
        subject = self.subject
        formulas = subject.formulas if subject else ()
        room = self.width() - 2 * MARGIN - SCROLL_BAR
        page = Page(self._appearance.theme, room, HEIGHT - HEADER - 2 - TOP - BOTTOM, self.digits)
        why = subject.why if subject and self.says_why else None
        first = self._attempt if self._kept_size and not self.unfolded else None
        layout = page.lay_out(formulas, why, unfolded=self.unfolded, first=first)
        self._attempt = layout.attempt
        told = tuple(shown.formula for shown in formulas)
        self.view.show_layout(layout, told, self.digits)
        self._show_the_end(layout.height, len(formulas))
        self._folding.setVisible(layout.folded or (self.unfolded and _is_long(subject)))
        self._folding.setChecked(self.unfolded)
        self._why.setChecked(self.says_why)
        self._digits.setCurrentIndex(self.digits - LEAST_DIGITS)
        if not self._moment.in_hurry:
            self.view.setAccessibleDescription(self._aloud())
        self.update()

    def _show_the_end(self, height: float, formulas: int) -> None:
        """Scroll to the result where several lines lead to it and not all find room, and to the derivation."""
        bar = self.scroll.verticalScrollBar()
        overflow = max(0, round(height + TOP + BOTTOM) - self.scroll.viewport().height())
        bar.setRange(0, overflow)  # else it learns of the new height only later
        bar.setValue(overflow if self.says_why or (formulas > 1 and not self.unfolded) else 0)

    def _aloud(self) -> str:
        """Return what is shown as a screen reader says it."""
        if self.subject is None:
            return ""
        formulas = [one_line(shown.formula, self.digits, MOST_SAID) for shown in self.subject.formulas]
        said = [", ".join(self.subject.heading), *formulas]
        return "\n".join([*said, Unicode().symbols(self.subject.why)] if self.says_why else said)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("panel"))
            painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("line"))
            x = float(MARGIN)
            room = self._folding.x() if self._folding.isVisible() else self._why.x()
            for place, text in enumerate(self.subject.heading if self.subject else ()):
                painter.setFont(ui_font(11, 600 if place == 0 else 500))
                painter.setPen(theme.color("text3" if place == 0 else "text2"))
                if x + painter.fontMetrics().horizontalAdvance(text) > room - 8:
                    break
                painter.drawText(QPointF(x, 22), text)
                x += painter.fontMetrics().horizontalAdvance(text) + 14

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._kept_size = False
        self._lay_out()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)


def fill_digits_menu(menu: QMenu, writing: Writing) -> None:
    """Fill a menu with the numbers of digits, the present one checked."""
    menu.clear()
    group = QActionGroup(menu)
    for digits in range(LEAST_DIGITS, MOST_DIGITS + 1):
        action = menu.addAction(f"{digits} digits")
        action.setCheckable(True)
        action.setChecked(digits == writing.digits)
        action.triggered.connect(lambda _checked=False, digits=digits: writing.set_digits(digits))
        group.addAction(action)


def _names(subject: Subject | None) -> list[Node]:
    return [shown.formula.name for shown in subject.formulas] if subject else []


def _is_long(subject: Subject | None) -> bool:
    return subject is not None and any(longest_sum(shown.formula.numbers) > 3 for shown in subject.formulas)


def _button(text: str, tip: str, toggled: Callable[[bool], None] | None = None) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("worded", True)
    if toggled:
        button.setCheckable(True)
        button.clicked.connect(toggled)
    let_space_press(button)
    return button
