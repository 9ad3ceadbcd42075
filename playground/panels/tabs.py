"""Pages in one place, a tab for each."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget


class Tabs(QWidget):
    """Shows one of several named pages; the others are hidden and do no work.

    Parameters
    ----------
    pages : by name, the first one is shown; what makes the others is called when they are shown first
    """

    def __init__(self, pages: dict[str, QWidget | Callable[[], QWidget]]) -> None:
        super().__init__()
        self._names = list(pages)
        self._makers: dict[int, Callable[[], QWidget]] = {}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setObjectName("tabs_" + "_".join(self._names).lower())
        self._stack = QStackedWidget()
        for index, (name, page) in enumerate(pages.items()):
            self.bar.addTab(name)
            if isinstance(page, QWidget):
                self._stack.addWidget(page)
            else:
                self._makers[index] = page
                self._stack.addWidget(QWidget())
        head = QHBoxLayout()
        head.setContentsMargins(14, 6, 14, 0)
        head.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._show)

    def _show(self, index: int) -> None:
        if make := self._makers.pop(index, None):
            empty = self._stack.widget(index)
            self._stack.insertWidget(index, make())
            self._stack.removeWidget(empty)
            empty.deleteLater()
        self._stack.setCurrentIndex(index)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._names[self.bar.currentIndex()]

    def show_page(self, name: str) -> None:
        """Show a page by its name; a name that is none changes nothing."""
        if name in self._names:
            self.bar.setCurrentIndex(self._names.index(name))

    def toggle(self, name: str) -> None:
        """Show a page, or the first one if it is shown already."""
        self.show_page(self._names[0] if self.page == name else name)
