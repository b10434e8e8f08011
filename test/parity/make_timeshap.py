"""
What TimeSHAP says of the influence of every step (its events) on an LSTM in plain numpy: with five steps it looks at
every coalition, so its values are exact. Writes FOLDER/timeshap.json.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from timeshap.explainer.kernel import TimeShapKernel

from numbers_ import spread

SAMPLES, LENGTH, FEATURES, UNITS = 3, 5, 2, 4
SHAPES = {(0, 0): (FEATURES, 4 * UNITS), (0, 1): (UNITS, 4 * UNITS), (0, 2): (4 * UNITS,), (1, 0): (UNITS, 1), (1, 1): (1,)}


def weights(layer, tensor):
    shape = SHAPES[layer, tensor]
    return 0.5 * spread(int(np.prod(shape)), 11 + 17 * layer + 3 * tensor).reshape(shape).astype("float64")


def answer(x):
    """The model's output for x [N,T,F], [N,1]."""
    kernel, recurrent, bias = (weights(0, tensor) for tensor in range(3))
    hidden = cell = np.zeros((len(x), UNITS))
    for step in range(x.shape[1]):
        z = x[:, step] @ kernel + hidden @ recurrent + bias
        i, f, g, o = np.split(z, 4, axis=1)
        cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
        hidden = sigmoid(o) * np.tanh(cell)
    return hidden @ weights(1, 0) + weights(1, 1)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def main(folder):
    x = numbers(SAMPLES, 1)
    baseline = numbers(1, 2)
    explainer = TimeShapKernel(answer, baseline, 42, "event")
    # From the last event to the first.
    shapley = [explainer.shap_values(x[n : n + 1], pruning_idx=0, nsamples=4096)[::-1] for n in range(SAMPLES)]
    result = {
        "outputs": encoded(answer(x)),
        "shapley": encoded(np.array(shapley)),
    }
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "timeshap.json").write_text(json.dumps([result], indent=1) + "\n")
    print("1 model by TimeSHAP")


def numbers(samples, salt):
    return spread(samples * LENGTH * FEATURES, salt).reshape(samples, LENGTH, FEATURES).astype("float64")


def encoded(values):
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


if __name__ == "__main__":
    main(sys.argv[1])
