"""Acting: the canvas acts the present act out.

`choreography`, `words` and `places` say in plain Python what lights how far, what is said of it and where; `streams`,
`stages`, `pills` and `caption` draw it; `acting` is the one object that the canvas has of this room.
"""
