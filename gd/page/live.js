// Plain descent on a quadratic in closed form, as gd/spectrum.py has it, and from it the columns that each chart takes
// from its hidden input in place of its dataset: see gd/charts/live.py. The numbers come from the server once a run.

class Descent {
  constructor(numbers, rate, start) {
    Object.assign(this, numbers, { rate, start });
    this.step = this.sign * rate;
    this.initial = this.turned(start);
    this.known = new Map();
    this.stationary = this.eigenvalues.map((lambda, i) => (lambda === 0 ? 0 : this.slopes[i] / lambda));
  }

  // (1 − ηλ)ᵗ along each direction.
  powers(epoch) {
    return this.eigenvalues.map((lambda) => {
      const x = this.step * lambda;
      return Math.abs(x) < 0.5 ? Math.exp(epoch * Math.log1p(-x)) : (1 - x) ** epoch;
    });
  }

  // The weights along each direction after an epoch. Where they leave, they are counted from where they began: at the
  // stationary point they stay, even where the power overflows.
  along(epoch) {
    if (!this.known.has(epoch)) {
      const along = this.powers(epoch).map((power, i) => {
        const offset = this.initial[i] - this.stationary[i];
        if (this.eigenvalues[i] === 0 || offset === 0) return this.initial[i];
        return this.stationary[i] + power * offset;
      });
      this.known.set(epoch, along); // several charts ask for the same epochs
    }
    return this.known.get(epoch);
  }

  // From parts along the directions back to one for each weight.
  back(along) {
    return this.directions.map((row) => row.reduce((sum, v, i) => sum + v * along[i], 0));
  }

  weights(epoch) {
    return this.back(this.along(epoch));
  }

  cost(epoch) {
    return this.costAlong(this.along(epoch));
  }

  costAt(weights) {
    return this.costAlong(this.turned(weights));
  }

  costAlong(along) {
    const excess = along.map((a, i) => this.eigenvalues[i] * (a - this.stationary[i]) ** 2);
    return this.stationaryCost + excess.reduce((sum, part) => sum + part, 0) / 2;
  }

  // The weights along each direction.
  turned(weights) {
    return this.eigenvalues.map((_, i) => weights.reduce((sum, w, d) => sum + w * this.directions[d][i], 0));
  }

  gradient(epoch) {
    return this.back(this.along(epoch).map((a, i) => this.eigenvalues[i] * (a - this.stationary[i])));
  }

  // The point on the landscape: on the graph of J (w, J), otherwise the projection onto the plane of the two axes.
  point(epoch, { axes, graph }) {
    const weights = this.weights(epoch);
    if (graph) return [weights[0], this.cost(epoch)];
    return [0, 1].map((j) => weights.reduce((sum, w, d) => sum + w * axes[d][j], 0));
  }

  // The epochs to be shown: those of the grid until a number overflows, and the last one before that. Weights in which
  // a power and its negative meet are large and small by turns, so odd and even epochs are searched separately.
  epochs() {
    const end = this.grid.at(-1);
    const overflows = (epoch) => !Number.isFinite(this.cost(epoch)) || !this.weights(epoch).every(Number.isFinite);
    if (!overflows(end) && !overflows(Math.max(end - 1, 0))) return this.grid;
    const first = (parity) => {
      let [low, high] = [0, Math.floor((end - parity) / 2) + 1];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (overflows(parity + 2 * middle)) high = middle;
        else low = middle + 1;
      }
      return parity + 2 * low;
    };
    const last = Math.min(first(0), first(1)) - 1;
    return [...this.grid.filter((epoch) => epoch < last), last];
  }
}

// The axis of the cost, as cost_window in gd/charts/cost.py has it.
function costWindow(curve, { optimum, linear, steps, margin, highest, pinned }) {
  const drawn = curve.filter(Number.isFinite);
  if (drawn.length === 0) return [0.1, 1]; // a logarithmic axis can show nothing of it
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  let low, high;
  if (linear) {
    const [bottom, top] = [drawn[0], optimum ?? drawn[0]].sort((a, b) => a - b);
    const unit = top - bottom || Math.abs(drawn[0]) || 1;
    const grown = (excess) => (steps.find((step) => step - 1 >= excess - margin) ?? steps.at(-1)) - 1;
    low = bottom - (grown((bottom - least) / unit) + margin) * unit;
    high = top + (grown((most - top) / unit) + margin) * unit;
  } else {
    // A logarithmic axis reaches down to the pinned runs, as in gd/charts/overlay.py.
    low = 10 ** Math.floor(Math.log10(Math.min(least, pinned ?? least)));
    high = 10 ** Math.ceil(Math.log10(most));
    if (low >= high) low /= 10;
  }
  return [Math.max(low, -highest), Math.min(high, highest)];
}

// The segment from one point to another clipped to the window, as `clipped` in gd/charts/window.py has it: its two ends
// in a row, NaN where it is outside.
function clip(start, end, { covered: [low, high], tooLong }) {
  let [enter, leave] = [0, 1];
  for (const j of [0, 1]) {
    const along = end[j] - start[j];
    const [near, away] = [(low[j] - start[j]) / along, (high[j] - start[j]) / along].sort((a, b) => a - b);
    if (!(Math.abs(along) < tooLong * (high[j] - low[j]))) return [NaN, NaN, NaN, NaN];
    if (along === 0 && (start[j] < low[j] || start[j] > high[j])) return [NaN, NaN, NaN, NaN];
    if (along !== 0) [enter, leave] = [Math.max(enter, near), Math.min(leave, away)];
  }
  if (enter > leave) return [NaN, NaN, NaN, NaN];
  const at = (t) => [0, 1].map((j) => Math.min(Math.max(start[j] + t * (end[j] - start[j]), low[j]), high[j]));
  return [...at(enter), ...at(leave)];
}

// One update on the graph of J: the slope, and the segments of the tangent, the step, and the fall onto the graph.
function updateOnGraph(descent, epoch, facts) {
  const [slope] = descent.gradient(epoch);
  const [w, J] = descent.point(epoch, facts);
  const next = w - descent.step * slope;
  const reach = 2 * (facts.window[1][0] - facts.window[0][0]);
  const tangent = clip([w - reach, J - reach * slope], [w + reach, J + reach * slope], facts);
  const landed = descent.costAt([next]);
  return [slope, ...tangent, ...clip([w, J], [next, J], facts), ...clip([next, J], [next, landed], facts)];
}

function weightsAt(descent, epochs, epoch) {
  return descent.weights(epoch);
}

// Each view's numbers at an epoch, by the view's name. `views` are the server's facts about the views.
const COLUMNS = {
  cost(descent, epochs, epoch, { cost }) {
    let shown = epochs.map((t) => descent.cost(t) * cost.scale);
    if (cost.distance) shown = shown.map((value) => Math.abs(value - cost.optimum));
    if (!cost.linear) shown = shown.map((value) => (value > 0 ? value : NaN));
    const [low, high] = costWindow(shown, cost);
    const left = shown.findIndex((value) => value > high || value < low);
    const leaves = (k) => (k === left ? Math.sign(shown[k] - low) : 0);
    const rows = epochs.flatMap((t, k) => [t, epochs[k + 1] ?? Infinity, shown[k], leaves(k)]);
    return [cost.first, low, epochs.at(-1), high, ...rows];
  },
  landscape(descent, epochs, epoch, { landscape }) {
    const points = epochs.map((t) => descent.point(t, landscape));
    const rows = epochs.flatMap((t, k) => {
      const way = clip(points[Math.max(k - 1, 0)], points[k], landscape);
      return [t, epochs[k + 1] ?? Infinity, ...points[k], ...way];
    });
    return landscape.graph ? [...updateOnGraph(descent, epoch, landscape), ...rows] : rows;
  },
  weights(descent, epochs, epoch, { weights: { most } }) {
    return [descent.weights(epoch), descent.start].flatMap((weights) => weights.slice(0, most));
  },
  predictions: weightsAt,
  line: weightsAt,
  residuals: weightsAt,
  update(descent, epochs, epoch) {
    const slopes = descent.gradient(epoch);
    return descent.weights(epoch).flatMap((w, d) => {
      const step = descent.rate * slopes[d];
      return [w, slopes[d], step, w - descent.sign * step];
    });
  },
};
