"""
Model files as PyTorch writes them, and what PyTorch says of them. Writes FOLDER/exchange/*.safetensors and *.onnx (by
both exporters), and FOLDER/exchange/models.json: the layers, inputs, outputs and hidden states of every file. Beside
them graphs by node, with what ONNX Runtime says of them, and one whose weights stand in another file.
"""

import base64
import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import save_file
from torch import nn

from exchange_models import CASES
from numbers_ import spread
from onnx_models import GRAPHS

SAMPLES, LENGTH, FEATURES = 4, 5, 3
# Besides float32; kept for the first case.
OTHER_TYPES = {"f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16}


def main(folder):
    warnings.filterwarnings("ignore")
    place = Path(folder, "exchange")
    place.mkdir(parents=True, exist_ok=True)
    results = []
    for index, case in enumerate(CASES):
        torch.manual_seed(index)
        model = case["model"]().eval()
        file = re.sub(r"[^a-z0-9]+", "-", case["name"])
        save_file(model.state_dict(), place / f"{file}.safetensors")
        x = inputs(case)
        # torch.export knows no nn.RNN as a whole: it unrolls the steps.
        unrolled = any(isinstance(part, nn.RNN) for part in model.modules())
        for exporter in ("script",) if unrolled else ("script", "dynamo"):
            export(model, x, place / f"{file}.{exporter}.onnx", exporter == "dynamo", case)
        results.append(said(case, file, model, x))
        if index == 0:
            for name, dtype in OTHER_TYPES.items():
                halved = {key: tensor.to(dtype) for key, tensor in model.state_dict().items()}
                save_file(halved, place / f"{file}.{name}.safetensors")
    lines = ",\n".join(json.dumps(result) for result in results)
    Path(place, "models.json").write_text(f"[\n{lines}\n]\n")
    graphs = [run(name, make(), place) for name, make in GRAPHS.items()]
    Path(place, "graphs.json").write_text(json.dumps(graphs, indent=1) + "\n")
    options = {"save_as_external_data": True, "location": "external.bin", "size_threshold": 0}
    onnx.save(GRAPHS["like tf2onnx"](), place / "external.onnx", **options)
    Path(place, "external.bin").unlink()
    print(f"{len(results)} models by PyTorch {torch.__version__}, {len(graphs)} by ONNX Runtime {onnxruntime.__version__}")


def run(name, model, place):
    file = f"{name.replace(' ', '-')}.graph.onnx"
    onnx.save(model, place / file)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = spread(SAMPLES * LENGTH * FEATURES, 1).reshape(SAMPLES, LENGTH, FEATURES)
    (outputs,) = session.run(None, {"x": x})
    return {"name": name, "file": file, "outputs": encoded(torch.tensor(outputs))}


def inputs(case):
    """[N,T,F], [N,T] of one value a step or ids, or [T,N,F] where the steps come first."""
    features = case.get("features", FEATURES)
    x = spread(SAMPLES * LENGTH * features, 1).reshape(SAMPLES, LENGTH, features)
    if "ids" in case:
        return torch.tensor(np.floor((x[..., 0] + 1) / 2 * case["ids"]).astype("int64"))
    if case.get("flat"):
        return torch.tensor(x[..., 0])
    return torch.tensor(x).transpose(0, 1).contiguous() if case.get("stepsFirst") else torch.tensor(x)


def export(model, x, path, dynamo, case):
    """With a free batch and free steps, but for the flat case and where the exporter writes their number into the graph."""
    steps_first = case.get("stepsFirst", False)
    axes = {1: "batch", 0: "time"} if steps_first else {0: "batch", 1: "time"}
    if case.get("flat"):
        axes = {}
    if case.get("fixedInScript") and not dynamo:
        del axes[1]
    if dynamo:
        free = {axis: torch.export.Dim.DYNAMIC for axis in axes}
        program = torch.onnx.export(model, (x,), dynamo=True, dynamic_shapes=(free,), verbose=False)
        program.save(path, external_data=False)
        # Stack traces name the files of the machine.
        written = onnx.load(path)
        for part in (written.graph, *written.graph.node, *written.graph.value_info, *written.graph.input, *written.graph.output):
            del part.metadata_props[:]
        onnx.save(written, path)
    else:
        options = {"input_names": ["x"], "dynamic_axes": {"x": axes}}
        torch.onnx.export(model, (x,), path, dynamo=False, **options)


def said(case, file, model, x):
    hidden = []
    hooks = [
        part.register_forward_hook(lambda part, given, out: hidden.extend(states(part, given[0])))
        for part in model.modules()
        if isinstance(part, nn.RNNBase)
    ]
    with torch.no_grad():
        outputs = model(x)
    for hook in hooks:
        hook.remove()
    return {
        "name": case["name"],
        "file": file,
        "samples": SAMPLES,
        "length": LENGTH,
        "features": case.get("features", FEATURES),
        "fixedLength": bool(case.get("flat")),
        "fixedInScript": bool(case.get("fixedInScript")),
        "ids": case.get("ids"),
        "layers": case["layers"],
        "names": case.get("names"),
        "outputs": encoded(outputs),
        "hidden": hidden,
    }


def states(part, x):
    """Every layer and direction of a module, [N,T,H] each, from modules of one layer with the same weights."""
    found = []
    steps = x if part.batch_first else x.transpose(0, 1)
    for layer in range(part.num_layers):
        width = steps.shape[-1]
        options = {"nonlinearity": part.nonlinearity} if isinstance(part, nn.RNN) else {}
        one = type(part)(
            width, part.hidden_size, bias=part.bias, batch_first=True, bidirectional=part.bidirectional, **options
        )
        own = part.state_dict()
        one.load_state_dict({name: own[name.replace("_l0", f"_l{layer}")] for name in one.state_dict()})
        steps, _ = one(steps)
        found.extend(encoded(half) for half in steps.split(part.hidden_size, dim=-1))
    return found


def encoded(values):
    """Float32, little-endian, base64."""
    return base64.b64encode(values.detach().numpy().astype("<f4").tobytes()).decode()


if __name__ == "__main__":
    main(sys.argv[1])
