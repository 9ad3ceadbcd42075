"""The slice's chooser: which two inputs the pictures show, and sliders for where they stand in the others."""

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.coordinates import coordinate_of, words_of_place
from engine.samples import Samples
from playground.combo_box import ComboBox
from playground.document.moment import Moment
from playground.document.slicing import Slicing
from playground.keyboard import let_space_press
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

HEAD, GAP = 28, 4  # pixels high, and between
TIP = "Where the pictures stand in the inputs that they do not show: at the mean, or where you put it"


class SliceChooser(QWidget):
    """Hidden while all inputs are shown, as there are no more than two.

    Signals
    -------
    height_changed : it takes more or less room
    """

    height_changed = Signal()

    def __init__(self, slicing: Slicing, moment: Moment, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("slice_chooser")
        self.setAccessibleName("Shown inputs")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._slicing = slicing
        self._moment = moment
        self._samples: Samples | None = None
        self._appearance = appearance
        self._is_made = False
        self.hide()
        moment.arrived.connect(self._take_samples)
        slicing.changed.connect(self._show_slice)

    def _make(self) -> None:
        """Make what is shown, where there are first more than two inputs: it takes 15 ms of a start."""
        from playground.panels.slice_sliders import SliceSliders

        self._is_made = True
        self._titles = QStringListModel(self)
        self.across, self.up = (ComboBox(self._appearance) for _ in range(2))
        self.others = QToolButton()
        self.sliders = SliceSliders(self._slicing)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(5)
        for combo, arrow, name, way in ((self.across, "→", "across", "across"), (self.up, "↑", "up", "up")):
            combo.setObjectName(f"slice_{name}")
            combo.setModel(self._titles)
            combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(3)
            combo.setMaxVisibleItems(16)
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            combo.setAccessibleName(f"Input that goes {way}")
            if isinstance(view := combo.view(), QListView):
                view.setUniformItemSizes(True)
            sign = QLabel(arrow)
            sign.setProperty("tone", "third")
            head.addWidget(sign)
            head.addWidget(combo, 1)
        self.across.activated.connect(lambda number: self._slicing.choose(across=number))
        self.up.activated.connect(lambda number: self._slicing.choose(up=number))
        self.others.setObjectName("slice_others")
        self.others.setProperty("worded", True)
        self.others.setCheckable(True)
        self.others.setFont(ui_font(12))
        let_space_press(self.others)
        self.others.toggled.connect(self._fold)
        head.addWidget(self.others)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GAP)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.sliders)
        self.sliders.hide()

    def unfold(self) -> None:
        """Show the sliders."""
        self.others.setChecked(True)

    # ---- what changes ------------------------------------------------------------------------------------------------

    def _take_samples(self) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        if snapshot.samples is self._samples:
            return
        self._samples = snapshot.samples
        data = snapshot.experiment.data
        if data.dimensions <= 2 and not self._is_made:
            return
        if not self._is_made:
            self._make()
        coordinates = [coordinate_of(data, number) for number in range(data.dimensions)]
        if (titles := [coordinate.title for coordinate in coordinates]) != self._titles.stringList():
            self._titles.setStringList(titles)
        several = len(coordinates) > 2
        self.sliders.show_coordinates(coordinates if several else [], snapshot.samples)
        self._show_slice()
        self._take_room(several)

    def _show_slice(self) -> None:
        snapshot = self._moment.snapshot
        if snapshot is None or snapshot.samples is not self._samples or not self._is_made:
            return
        data, shown = snapshot.experiment.data, self._slicing.of(snapshot.samples)
        for combo, number in ((self.across, shown.across), (self.up, shown.up)):
            if number < data.dimensions:
                combo.setCurrentIndex(number)
                combo.setToolTip(plain_tip(f"{combo.accessibleName()}: {combo.currentText()}"))
        if data.dimensions <= 2:
            return
        held = sum(at not in (shown.across, shown.up) for at, _ in shown.held)
        count = data.dimensions - 2
        self.others.setText(f"{held} of {count} held" if held else "1 other" if count == 1 else f"{count} others")
        self.others.setToolTip(plain_tip(f"{TIP}\n\nNow {words_of_place(data, shown)}"))
        self.sliders.show_slice(shown)

    def _fold(self, unfolded: bool) -> None:
        self.sliders.setVisible(unfolded)
        self._take_room(not self.isHidden())

    def _take_room(self, shown: bool) -> None:
        """Be as high as what is to be seen needs."""
        unfolded = GAP + self.sliders.minimumHeight() if self.others.isChecked() else 0
        height = HEAD + unfolded + GAP
        if shown != self.isHidden() and height == self.minimumHeight():
            return
        self.setFixedHeight(height)
        self.setVisible(shown)
        self.height_changed.emit()
