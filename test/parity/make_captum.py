"""
What Captum says of the influence of every step and feature on models of PyTorch's own modules. Writes
FOLDER/captum.json.
"""

import json
import sys
from pathlib import Path

import captum
import torch
from captum.attr import InputXGradient, IntegratedGradients, Occlusion, Saliency, ShapleyValues

import torch_models
from make_fixtures import encoded, weights
from numbers_ import spread

SAMPLES, LENGTH, FEATURES = 3, 5, 2
LSTM = [
    {"type": "lstm", "units": 5, "returnSequences": True},
    {"type": "lstm", "units": 4},
    {"type": "dense", "units": 1},
]
GRU = [{"type": "gru", "units": 5}, {"type": "dense", "units": 1}]


def main(folder):
    results = [influences(name, layers) for name, layers in (("lstm", LSTM), ("gru", GRU))]
    Path(folder).mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(result) for result in results)
    Path(folder, "captum.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(results)} models by Captum {captum.__version__}")


def influences(name, layers):
    case = {"length": LENGTH, "features": FEATURES, "layers": layers}
    arrays = [weights(shape, layer, at) for layer, at, shape in shapes(case)]
    chain = torch_models.chain_of(case, arrays)
    x = numbers(SAMPLES, 1)
    baseline = numbers(1, 2)
    zero = torch.zeros_like(baseline)
    steps = torch.arange(LENGTH)[None, :, None].expand(1, LENGTH, FEATURES).contiguous()

    def answer(values):
        return chain(values)[:, 0]

    found = {
        "gradient": Saliency(answer).attribute(x.clone(), abs=False),
        "gradientInput": InputXGradient(answer).attribute(x.clone()),
        "integratedGradients": IntegratedGradients(answer).attribute(x, baselines=baseline, n_steps=100),
        "occlusion": Occlusion(answer).attribute(x, sliding_window_shapes=(1, FEATURES), baselines=baseline)[..., 0],
        "shapley": ShapleyValues(answer).attribute(x, baselines=baseline, feature_mask=steps)[..., 0],
    }
    return {"name": name, "layers": layers, **{key: encoded(values) for key, values in found.items()}}


def numbers(samples, salt):
    values = spread(samples * LENGTH * FEATURES, salt).reshape(samples, LENGTH, FEATURES)
    return torch.tensor(values.astype("float64"))


def shapes(case):
    """Layer, place and shape of every tensor, as Keras has them."""
    width = case["features"]
    for layer, entry in enumerate(case["layers"]):
        units = entry["units"]
        columns = {"lstm": 4, "gru": 3, "dense": 1}[entry["type"]] * units
        own = [(width, columns), *([] if entry["type"] == "dense" else [(units, columns)])]
        own.append((2, columns) if entry["type"] == "gru" else (columns,))
        for at, shape in enumerate(own):
            yield layer, at, shape
        width = units


if __name__ == "__main__":
    main(sys.argv[1])
