"""Opens the real window for a test in another process, and answers its questions: a line in, a line of JSON out.

where NAME      the centre of a widget on the screen, by its object name
unit L J        the centre of unit j of layer l on the screen
edge L J K      a point on the edge of w⁽ˡ⁾ⱼ,ₖ on the screen
state           the run and the document, as the views show them
picture FILE    what the window shows, as a PNG
"""

import json
import sys

from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtWidgets import QApplication, QWidget

from engine.experiment import Experiment
from playground.app import make_application, make_window
from playground.document.selection import Edge, Unit
from playground.window.main_window import MainWindow


def answer(window: MainWindow, question: str) -> object:
    verb, *words = question.split()
    if verb == "where":
        widget = window if words[0] == "window" else window.findChild(QWidget, words[0])
        return place(widget, widget.rect().center())
    if verb == "unit":
        return place(window.canvas, window.canvas.unit_center(Unit(*map(int, words))))
    if verb == "edge":
        return place(window.canvas, window.canvas.edge_point(Edge(*map(int, words)), 0.2))
    if verb == "picture":
        return window.grab().save(words[0])
    snapshot = window.moment.snapshot
    return {
        "window": int(window.winId()),
        "epoch": snapshot.epoch if snapshot else None,
        "playing": window.runner.playing,
        "sizes": list(snapshot.network.sizes) if snapshot else None,
        "weights": snapshot.network.sha256() if snapshot else None,
        "accuracy": snapshot.accuracy if snapshot else None,
        "data": window.document.experiment.data.name,
        "rate": snapshot.experiment.rate if snapshot else None,
        "unit": [window.selection.unit.layer, window.selection.unit.unit],
        "pointed": repr(window.selection.pointed),
        "theme": window.appearance.theme.name,
        "notice": window.notice.sentence,
        "popup": QApplication.activeModalWidget() is not None,
    }


def place(widget: QWidget, point: QPoint) -> list[int]:
    on_screen = widget.mapToGlobal(point)
    return [on_screen.x(), on_screen.y()]


def main() -> int:
    application = make_application()
    window = make_window(Experiment())
    window.resize(1280, 800)
    window.move(0, 0)
    window.show()
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)

    def read() -> None:
        line = sys.stdin.readline()
        if not line:
            window.close()
            return
        sys.stdout.write(json.dumps(answer(window, line)) + "\n")
        sys.stdout.flush()

    notifier.activated.connect(read)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
