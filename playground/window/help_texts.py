"""What the Help menu says."""

from playground import __version__

KEYS = """
<h3>Keys</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>Space</b></td><td>play and pause</td></tr>
<tr><td><b>1 2 3 4 5</b></td><td>step by unit, layer, sample, mini-batch, epoch</td></tr>
<tr><td><b>→ ← or . ,</b></td><td>one step on, one step back (Shift with an arrow: farther)</td></tr>
<tr><td><b>Ctrl+1 … Ctrl+4</b></td><td>go to a phase of the learning step; <b>Esc</b> shows no act any more</td></tr>
<tr><td><b>S</b></td><td>learn one epoch</td></tr>
<tr><td><b>R</b></td><td>restart the network as it is now, from the first weights of the same seed;
an undo brings back what was learnt</td></tr>
<tr><td><b>N</b></td><td>new seed: other samples and first weights</td></tr>
<tr><td><b>Ctrl+Z, Ctrl+Shift+Z</b></td><td>undo and redo what you built</td></tr>
<tr><td><b>Ctrl+H</b></td><td>the history of your changes; click a line to go there</td></tr>
<tr><td><b>Ctrl+E</b></td><td>export the weights</td></tr>
<tr><td><b>Ctrl+Shift+E</b></td><td>the present learning step on paper: PDF, LaTeX or Markdown</td></tr>
<tr><td><b>Ctrl+Shift+P</b></td><td>save a picture of the window</td></tr>
<tr><td><b>I</b></td><td>inspector: all about what is selected</td></tr>
<tr><td><b>M, B</b></td><td>the present act as matrices; the mini-batch and its parts</td></tr>
<tr><td><b>PgUp, PgDown, J</b></td><td>the sample before, the next, the one that costs most</td></tr>
<tr><td><b>G</b></td><td>check all gradients (Esc shows nothing of it any more)</td></tr>
<tr><td><b>W</b></td><td>weights table; in it Enter edits, Del cuts, C connects,<br>Ctrl+F freezes, Ctrl+C and Ctrl+V
copy and paste</td></tr>
<tr><td><b>Y, U</b></td><td>formulas: why?, and all terms of long sums</td></tr>
<tr><td><b>Ctrl+&gt;, Ctrl+&lt;</b></td><td>formulas with more digits, with fewer</td></tr>
<tr><td><b>L, Ctrl+T</b></td><td>logarithmic cost axis, light or dark colours</td></tr>
</table>
<h3>Keys of the timeline</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>Ctrl+Space, Ctrl+Shift+Space</b></td><td>play the training backwards, and forward again</td></tr>
<tr><td><b>Ctrl+Home, Ctrl+End</b></td><td>the first moment, the latest one of this branch</td></tr>
<tr><td><b>Ctrl+, and Ctrl+.</b></td><td>the change or bookmark before, the next one</td></tr>
<tr><td><b>Ctrl+B</b></td><td>the epoch with the best test cost</td></tr>
<tr><td><b>K</b></td><td>bookmark this moment, or take its bookmark away</td></tr>
<tr><td><b>Ctrl+Shift+B</b></td><td>compare branches</td></tr>
<tr><td><b>in it arrows, Page Up and Down</b></td><td>an epoch, ten (Ctrl with an arrow: a mini-batch)</td></tr>
</table>
<h3>Keys in the network</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>arrows, Alt+arrows</b></td><td>walk over the units, to the connections (Shift: select more);<br>while
steps are shown, → and ← step, and with Ctrl they walk</td></tr>
<tr><td><b>Home, End</b></td><td>go to the first and the last unit of the layer</td></tr>
<tr><td><b>Ctrl+Up, Ctrl+A</b></td><td>select the layer, all its units</td></tr>
<tr><td><b>Enter</b></td><td>type a weight (0.5 or 2/3; Tab: the next one), edit a layer</td></tr>
<tr><td><b>Delete, C</b></td><td>cut connections, remove units and layers; connect again</td></tr>
<tr><td><b>Ctrl+F, Ctrl+Shift+F</b></td><td>freeze and unfreeze, unfreeze all weights<br>
(Ctrl+Alt+F selects them)</td></tr>
<tr><td><b>+, −</b></td><td>one more or one fewer unit in the layer</td></tr>
<tr><td><b>Ctrl+Shift+Up, Ctrl+Shift+Down</b></td><td>move a unit within its layer</td></tr>
<tr><td><b>Insert, Ctrl+D</b></td><td>insert a layer after this one, duplicate it</td></tr>
<tr><td><b>F, Ctrl++, Ctrl+−</b></td><td>show the whole network, nearer, farther</td></tr>
<tr><td><b>Menu</b></td><td>all that can be done with what is selected</td></tr>
</table>
<h3>Keys in the formula strip</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>Ctrl+→, Ctrl+←</b></td><td>point at the next term, at the one before</td></tr>
<tr><td><b>Enter</b></td><td>select what the term stands for</td></tr>
<tr><td><b>Ctrl+C, Ctrl+Shift+C</b></td><td>copy as text, as LaTeX</td></tr>
</table>
<h3>Mouse</h3>
<table cellspacing="5" cellpadding="3">
<tr><td><b>click a unit</b></td><td>its formula and incoming weights (Shift: select more)</td></tr>
<tr><td><b>click a line, double click it</b></td><td>select its weight, type it</td></tr>
<tr><td><b>drag a line up or down, wheel</b></td><td>turn the selected weights (Shift: finely)</td></tr>
<tr><td><b>drag a unit</b></td><td>up and down: another place; to another unit: connect again</td></tr>
<tr><td><b>click a heading</b></td><td>activation, units and dropout of the layer</td></tr>
<tr><td><b>⊕ between two layers</b></td><td>insert one</td></tr>
<tr><td><b>drag on the empty canvas</b></td><td>select all that is inside</td></tr>
<tr><td><b>Ctrl+wheel, middle button or Alt+drag</b></td><td>zoom, move the network</td></tr>
<tr><td><b>right button</b></td><td>all that can be done there</td></tr>
<tr><td><b>point at a term</b></td><td>its connection lights, and the other way round; ⋯ shows all terms</td></tr>
<tr><td><b>click or drag on the timeline</b></td><td>go there, on the branch there (wheel: nearer, farther)</td></tr>
<tr><td><b>click a sample</b></td><td>its numbers everywhere</td></tr>
<tr><td><b>+ and −</b></td><td>more or fewer layers and units</td></tr>
</table>
"""

ABOUT = f"""
<h3>Backprop Playground {__version__}</h3>
<p>Build a neural network by clicking, watch it learn, and see every number.</p>
<p>MIT licence. Fonts: Inter and STIX Two Math, SIL Open Font License 1.1.</p>
"""
