"""
Model files that Keras itself has written, and what Keras says of them: outputs, and the hidden states of every recurrent
layer. Writes FOLDER/keras3/ (Keras 3), or FOLDER/keras2/ where the keras of this Python is Keras 2: one file a model and
format, and expected.json. npm run test:parity asks Keras 3; the committed files of Keras 2 were written by this script
under tensorflow-cpu 2.15.1 (Python 3.11), of its .keras files the one whose layout differs.
"""

import base64
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

import keras
import numpy as np
from keras import layers

from numbers_ import spread

SAMPLES, LENGTH, FEATURES, IDS = 3, 5, 2, 7
VERSION = int(keras.__version__.split(".")[0])


def recurrent():
    """Every recurrent layer, and what stands between them."""
    return [
        layers.LSTM(3, return_sequences=True),
        layers.GRU(3, return_sequences=True, name="gru_after"),
        layers.GRU(2, return_sequences=True, reset_after=False, name="gru_before"),
        layers.Dropout(0.2),
        layers.SimpleRNN(3, return_sequences=True),
        layers.LayerNormalization(),
        layers.LSTM(2),
        layers.RepeatVector(4),
        layers.LSTM(3, return_sequences=True, use_bias=False, dropout=0.1),
        layers.TimeDistributed(layers.Dense(2, activation="tanh")),
    ]


def bidirectional():
    """Every way to join two directions, behind a mask."""
    return [
        layers.Masking(-1.0),
        layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
        layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="sum"),
        layers.Bidirectional(layers.SimpleRNN(2, return_sequences=True), merge_mode="ave"),
        layers.Bidirectional(layers.LSTM(2), merge_mode="mul"),
        layers.Dense(1),
    ]


def ids():
    """Ids with a mask, and an activation that is a layer of its own."""
    return [
        layers.Embedding(IDS, 3, mask_zero=True),
        layers.LSTM(3, return_sequences=True),
        layers.GRU(2),
        layers.Dense(4),
        layers.Activation("softmax"),
    ]


def activations():
    """Among them the hard sigmoid, whose slope is not the same in Keras 2 and 3."""
    return [
        layers.LSTM(3, return_sequences=True, recurrent_activation="hard_sigmoid", activation="softsign"),
        layers.GRU(3, recurrent_activation="hard_sigmoid", activation="elu"),
        layers.Dense(3, activation="hard_sigmoid"),
        layers.Dense(2, activation="selu", use_bias=False),
    ]


def attention():
    """A functional model."""
    return [
        layers.LSTM(3, return_sequences=True),
        layers.MultiHeadAttention(2, 4),
        layers.LayerNormalization(epsilon=1e-5),
        layers.GRU(2),
        layers.Dense(1),
    ]


def pooled():
    """A functional model behind a mask: attention without weights of its own, and the mean of what it gives."""
    return [
        layers.Masking(-1.0),
        layers.LSTM(3, return_sequences=True),
        layers.Attention(),
        layers.GlobalAveragePooling1D(),
        layers.Dense(2),
    ]


MODELS = [recurrent, bidirectional, ids, activations, attention, pooled]


def main(folder):
    keras.utils.set_random_seed(1)
    place = Path(folder, f"keras{VERSION}")
    place.mkdir(parents=True, exist_ok=True)
    results = [result(make, place) for make in MODELS]
    lines = ",\n".join(json.dumps(one) for one in results)
    Path(place, "expected.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(results)} models in two formats by Keras {keras.__version__}")


def result(make, place):
    name = make.__name__
    keras.backend.clear_session()
    chain = make()
    inputs = keras.Input((LENGTH,) if name == "ids" else (LENGTH, FEATURES))
    values, taken = inputs, []
    for layer in chain:
        taken.append(values)
        values = layer(*several(layer, values))
    model = keras.Model(inputs, values)
    if name not in ("attention", "pooled"):
        model = keras.Sequential([keras.Input(inputs.shape[1:]), *chain])
    for index, layer in enumerate(chain):
        layer.set_weights([0.8 * spread(array.size, 3 + 17 * index + 5 * at).reshape(array.shape)
                           for at, array in enumerate(layer.get_weights())])
    for ending in ("keras", "h5"):
        model.save(Path(place, f"{name}.{ending}"))
    x = numbers(name)
    hidden = [state for layer, before in zip(chain, taken) for state in states(layer, inputs, before, x)]
    return {"name": name, "outputs": encoded(model.predict(x, verbose=0)), "hidden": hidden}


def several(layer, values):
    """The arguments of a layer: of attention the same values as queries and as keys."""
    if isinstance(layer, layers.MultiHeadAttention):
        return values, values
    return [[values, values]] if isinstance(layer, layers.Attention) else [values]


def states(layer, inputs, before, x):
    """The hidden state of every step, of a layer's copy that gives it; of two directions the forward one first."""
    if isinstance(layer, layers.Bidirectional):
        return [one for part in (layer.forward_layer, layer.backward_layer) for one in states(part, inputs, before, x)]
    if not isinstance(layer, (layers.LSTM, layers.GRU, layers.SimpleRNN)):
        return []
    config = {**layer.get_config(), "return_sequences": True, "name": "copy"}
    config.pop("zero_output_for_mask", None)
    copy = type(layer).from_config(config)
    model = keras.Model(inputs, copy(before))
    copy.set_weights(layer.get_weights())
    hidden = model.predict(x, verbose=0)
    return [encoded(hidden[:, ::-1] if layer.go_backwards else hidden)]


def numbers(name):
    x = spread(SAMPLES * LENGTH * FEATURES, 1).reshape(SAMPLES, LENGTH, FEATURES)
    if name == "ids":
        x = np.floor((x[..., 0] + 1) / 2 * IDS)
        x[0, 3:] = 0
        x[1, 1] = 0
    if name in ("bidirectional", "pooled"):
        x[0, 3:] = -1
        x[1, 1] = -1
    return x


def encoded(values):
    """Float32, little-endian, base64."""
    return base64.b64encode(np.ascontiguousarray(values).astype("<f4").tobytes()).decode()


if __name__ == "__main__":
    main(sys.argv[1])
