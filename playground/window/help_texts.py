"""What the Help menu says."""

from playground import __version__

KEYS = """
<h3>Keys</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>Space</b></td><td>play and pause</td></tr>
<tr><td><b>S</b></td><td>learn one epoch</td></tr>
<tr><td><b>R</b></td><td>back to the first weights of the same seed</td></tr>
<tr><td><b>N</b></td><td>new seed: other samples and first weights</td></tr>
<tr><td><b>Ctrl+Z, Ctrl+Shift+Z</b></td><td>undo and redo what you built</td></tr>
<tr><td><b>Ctrl+E</b></td><td>export the weights</td></tr>
<tr><td><b>Ctrl+Shift+P</b></td><td>save a picture of the window</td></tr>
<tr><td><b>I</b></td><td>inspector: all about what is selected</td></tr>
<tr><td><b>W</b></td><td>weights table; in it Enter edits, Del cuts, C connects,<br>Ctrl+F freezes, Ctrl+C and Ctrl+V
copy and paste</td></tr>
<tr><td><b>L, Ctrl+T</b></td><td>logarithmic cost axis, light or dark colours</td></tr>
<tr><td><b>arrows</b></td><td>walk over the units, when the network has the focus</td></tr>
</table>
<h3>Mouse</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>click a unit</b></td><td>its formula and incoming weights</td></tr>
<tr><td><b>point at a line</b></td><td>its weight w</td></tr>
<tr><td><b>click a sample</b></td><td>its numbers everywhere</td></tr>
<tr><td><b>+ and −</b></td><td>more or fewer layers and units</td></tr>
</table>
"""

ABOUT = f"""
<h3>Backprop Playground {__version__}</h3>
<p>Build a neural network by clicking, watch it learn, and see every number.</p>
<p>MIT licence. Fonts: Inter and STIX Two Math, SIL Open Font License 1.1.</p>
"""
