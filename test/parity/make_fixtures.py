"""
What Keras says of every case of cases.json: outputs, loss, gradients, and weights after 50 steps of the optimizer, in
double precision. Where PyTorch has the same layers it has to say the same. Writes one file, FOLDER/keras.json.
"""

import base64
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch

import keras_models
import torch_models
from numbers_ import spread

SAMPLES, BATCH, STEPS = 8, 4, 50
# Two frameworks in double precision agree better than this (some of Keras's layers keep single precision inside).
AGREEMENT = 1e-6

keras.config.set_floatx("float64")
torch.set_num_threads(1)


def main(folder):
    cases = json.loads((Path(__file__).parent / "cases.json").read_text())
    results = [measured(case) for case in cases]
    Path(folder).mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(result) for result in results)
    Path(folder, "keras.json").write_text(f"[\n{lines}\n]\n")
    confirmed = sum(result["torch"] for result in results)
    print(f"{len(results)} cases by Keras {keras.__version__}, {confirmed} confirmed by PyTorch {torch.__version__}")


def measured(case):
    model, layers = keras_models.model_of(case)
    for index, layer in enumerate(layers):
        layer.set_weights([weights(tensor.shape, index, at) for at, tensor in enumerate(layer.trainable_weights)])
    x = inputs(case)
    outputs = model(x, training=False)
    y = targets(case, tuple(outputs.shape))
    first = keras_step(model, keras_models.loss_of(case), x[:BATCH], y[:BATCH])
    arrays = [tensor.numpy() for tensor in model.trainable_weights]
    optimizer = keras_models.optimizer_of(case)
    for step in range(case.get("steps", STEPS)):
        rows = [(step * BATCH + row) % SAMPLES for row in range(BATCH)]
        _, gradients = keras_step(model, keras_models.loss_of(case), x[rows], y[rows])
        with torch.no_grad():
            optimizer.apply(gradients, model.trainable_weights)
    result = {
        "outputs": plain(outputs),
        "loss": float(first[0]),
        "gradients": [plain(gradient) for gradient in first[1]],
        "trained": [tensor.numpy() for tensor in model.trainable_weights],
    }
    confirmed = torch_models.fits(case)
    if confirmed:
        confirm(case, x, y, arrays, result)
    return {
        "name": case["name"],
        "torch": confirmed,
        "loss": result["loss"],
        "outputs": encoded(result["outputs"]),
        "gradients": [encoded(gradient) for gradient in result["gradients"]],
        "trained": [encoded(tensor) for tensor in result["trained"]],
    }


def keras_step(model, loss_of, x, y):
    model.zero_grad()
    loss = loss_of(y, model(x, training=False))
    loss.backward()
    gradients = [tensor.value.grad for tensor in model.trainable_weights]
    gradients = [torch.zeros_like(t.value) if g is None else g for g, t in zip(gradients, model.trainable_weights)]
    return loss.detach(), gradients


def confirm(case, x, y, arrays, result):
    """PyTorch's own modules, from the same weights: fails where they say something else."""
    chain = torch_models.chain_of(case, arrays)
    x, y = torch.tensor(x), torch.tensor(y)
    x = x[..., None] if x.ndim == 2 else x
    close(case, "outputs", chain(x), result["outputs"])
    optimizer = torch_models.optimizer_of(case, chain)
    for step in range(case.get("steps", STEPS)):
        rows = [(step * BATCH + row) % SAMPLES for row in range(BATCH)]
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(chain(x[rows]), y[rows])
        loss.backward()
        if step == 0:
            close(case, "loss", loss, result["loss"])
            layouts = torch_models.spread_biases(case, result["gradients"])
            for (tensor, layout), gradient in zip(chain.tensors(), layouts):
                close(case, "gradients", tensor.grad, layout(gradient))
        optimizer.step()
    for (tensor, layout), trained in zip(chain.tensors(), torch_models.spread_biases(case, result["trained"])):
        close(case, "weights after training", tensor, layout(trained))


def close(case, what, ours, theirs):
    difference = np.max(np.abs(plain(ours) - plain(theirs)))
    if not difference < AGREEMENT:
        raise SystemExit(f"{case['name']}: PyTorch's {what} differ from Keras's by {difference}.")


def weights(shape, layer, tensor):
    return 0.5 * spread(int(np.prod(shape)), 11 + 17 * layer + 3 * tensor).reshape(shape).astype("float64")


def inputs(case):
    length, features = case["length"], case["features"]
    x = spread(SAMPLES * length * features, 1).reshape(SAMPLES, length, features).astype("float64")
    kind = case.get("inputs")
    if kind == "ids":
        return np.floor((x + 1) / 2 * case["layers"][0]["inputDim"])[..., 0]
    if kind == "masked":
        for n in range(SAMPLES):
            x[n, length - n % 3 :] = -1
            if n % 4 == 3:
                x[n, 1] = -1
    return x


def targets(case, shape):
    kind = keras_models.named(case["loss"])["type"]
    values = spread(int(np.prod(shape)), 5).reshape(shape).astype("float64")
    if kind == "binaryCrossentropy":
        return (values > 0).astype("float64")
    if kind == "categoricalCrossentropy":
        return np.eye(shape[-1])[classes(shape)]
    if kind == "sparseCategoricalCrossentropy":
        return classes(shape)
    return values


def classes(shape):
    rows = spread(int(np.prod(shape[:-1])), 5).reshape(shape[:-1])
    return np.floor((rows.astype("float64") + 1) / 2 * shape[-1]).astype("int64")


def plain(values):
    return values.detach().numpy() if hasattr(values, "detach") else np.asarray(values)


def encoded(values):
    """Float32, little-endian, base64."""
    return base64.b64encode(plain(values).astype("<f4").tobytes()).decode()


if __name__ == "__main__":
    main(sys.argv[1])
