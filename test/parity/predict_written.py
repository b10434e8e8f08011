"""
What Keras says of `.keras` files that were written here. Reads FOLDER/inputs.json, a list of { file, shape, inputs }, and
prints the outputs of each file.
"""

import base64
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np

folder = Path(sys.argv[1])
outputs = []
for entry in json.loads((folder / "inputs.json").read_text()):
    x = np.frombuffer(base64.b64decode(entry["inputs"]), "<f4").reshape(entry["shape"])
    y = keras.saving.load_model(folder / entry["file"]).predict(x, verbose=0)
    outputs.append(base64.b64encode(np.ascontiguousarray(y).astype("<f4").tobytes()).decode())
print(json.dumps(outputs))
