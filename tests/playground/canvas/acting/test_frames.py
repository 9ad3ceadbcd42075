"""Blue and orange mean a sign and nothing else, in acts too."""

import pytest

from playground.canvas.acting.words import pills_of, sign_of
from playground.theme import THEMES
from tests.playground.canvas.acting.rig import SMALL, THREE_CLASSES, Rig


def test_no_frame_of_an_act_has_the_colour_of_another_sign_than_its_number(qapp: object) -> None:
    rig, signed = Rig(THREE_CLASSES, SMALL), set()
    for index in rig.one_of_each_kind():
        rig.stepping.go_to(index)
        present = rig.canvas._acting.present
        for pill in pills_of(present) if present else ():
            if pill.lit in ("positive", "negative"):
                signed.add(pill.lit)
                assert {sign_of(value) for value in pill.values} == {pill.lit}
            else:
                assert pill.lit in ("", "backward", "text2")
    assert signed == {"positive", "negative"}


@pytest.mark.parametrize("name", THEMES)
def test_the_forward_passs_frames_are_neutral(name: str) -> None:
    color = THEMES[name].color("forward")
    assert color.hsvSaturationF() * color.valueF() < 0.15
