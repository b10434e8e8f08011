"""
What the frameworks say of files that were written here: Keras of `.keras`, ONNX Runtime of `.onnx`, PyTorch and Keras of
the models that a `.py` builds (`"by"` says which). Reads FOLDER/inputs.json, a list of { file, by?, shape, inputs }, and
prints the outputs of each file.
"""

import base64
import importlib.util
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import onnxruntime
import torch


def predicted(path, by, x):
    if path.suffix == ".keras":
        return keras.saving.load_model(path).predict(x, verbose=0)
    if path.suffix == ".onnx":
        onnx.checker.check_model(path, full_check=True)
        session = onnxruntime.InferenceSession(path)
        (given,) = session.get_inputs()
        return session.run(None, {given.name: x.astype("int64") if "int64" in given.type else x})[0]
    spec = importlib.util.spec_from_file_location("written", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    if by == "torch":
        with torch.no_grad():
            return script.pytorch_model()(torch.tensor(x)).numpy()
    return script.keras_model().predict(x, verbose=0)


folder = Path(sys.argv[1])
outputs = []
for entry in json.loads((folder / "inputs.json").read_text()):
    x = np.frombuffer(base64.b64decode(entry["inputs"]), "<f4").reshape(entry["shape"])
    y = predicted(folder / entry["file"], entry.get("by"), x.copy())
    outputs.append(base64.b64encode(np.ascontiguousarray(y).astype("<f4").tobytes()).decode())
print(json.dumps(outputs))
