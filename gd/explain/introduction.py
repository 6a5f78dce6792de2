"""First words: what gradient descent is, and the terms that the page uses."""

INTRODUCTION = """
**Gradient descent** looks for the weights *w* at which a cost *J* is smallest, as one walks downhill in fog: feel
which way the ground slopes, take a step down, and repeat.

- The **cost** *J(w)* says how bad the weights are. For a table it measures the errors of the predictions.
- The **gradient** ∇*J* holds the slope of *J* along each weight. It points where *J* rises fastest.
- An **update** is one step: *w* ← *w* − *η* ∇*J(w)*. Its length is the **learning rate** *η* times the length of the
  gradient.
- An **epoch** is one update. If the rows of a table are split into batches, an epoch is one update for each batch.
- The **initial weights** are where the walk begins.
- The **optimum** is the minimum of *J*, or its maximum where *J* is to be as large as possible. The **exact** weights
  are those of the optimum, found by algebra: where the walk should end (with dependent columns, one of many such
  places).
- A function can have several minima, each lower than all around it: a **local minimum**. The starts from which descent
  comes to one of them are its **basin**.
- The **possible drop** (uphill: rise) is the difference of *J* between the start and the optimum.
- Of a table, **what the features can explain** is the difference of *J* between predicting the mean of the target for
  every row and the optimum. From a start far off, most of the possible drop is the way to the mean; a run has converged
  when it has done 99.9 % of both.
- A **direction** combines weights: along *w*₁ − *w*₂, *w*₁ goes up and *w*₂ down by the same amount. A name gives only
  the largest parts.
- The **curvature** *λ* says how fast the slope changes along a direction. The larger it is, the smaller *η* has to be.
  If *J* is quadratic, there are directions along which a step multiplies the distance from the optimum by 1 − *ηλ*,
  whatever happens along the others.

Choose a problem in the first row. Drag its learning rate *η* along the track, or on the landscape the circle around the
path's start, and watch the pictures follow. Then move the slider of the epochs, or press play.
"""
