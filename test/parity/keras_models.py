"""Keras's own layers, losses and optimizers for a case of cases.json."""

import re

import keras

# Keras 2's slope, which a config's "hardSigmoid" has; Keras 3's is 1/6, as that of "hardSigmoid6".
hard_sigmoid = lambda x: keras.ops.clip(0.2 * x + 0.5, 0, 1)

ACTIVATIONS = {"hardSigmoid": hard_sigmoid, "hardSigmoid6": "hard_sigmoid", "leakyRelu": "leaky_relu"}
ARGUMENTS = {"clipNorm": "clipnorm", "globalClipNorm": "global_clipnorm", "clipValue": "clipvalue"}
CLASSES = {
    "lstm": "LSTM",
    "gru": "GRU",
    "simpleRnn": "SimpleRNN",
    "globalAveragePooling1d": "GlobalAveragePooling1D",
    "sgd": "SGD",
    "rmsprop": "RMSprop",
    "adamw": "AdamW",
}


def snake(name):
    name = ARGUMENTS.get(name, name)
    return re.sub(r"([A-Z]|(?<=beta)\d)", lambda part: "_" + part[0].lower(), name)


def arguments(entry):
    """What is written in a case, as Keras's arguments."""
    converted = {snake(key): value for key, value in entry.items() if key not in ("type", "layer")}
    for key in ("activation", "recurrent_activation"):
        if key in converted:
            converted[key] = ACTIVATIONS.get(converted[key], converted[key])
    return converted


def keras_class(module, kind):
    return getattr(module, CLASSES.get(kind, kind[0].upper() + kind[1:]))


def layer_of(entry):
    if entry["type"] == "selfAttention":
        return keras.layers.MultiHeadAttention(**arguments(entry))
    wrapped = [layer_of(entry["layer"])] if "layer" in entry else []
    return keras_class(keras.layers, entry["type"])(*wrapped, **arguments(entry))


def model_of(case):
    """The model, and its layers in order."""
    ids = case["layers"][0]["type"] == "embedding"
    inputs = keras.Input((case["length"],) if ids else (case["length"], case["features"]))
    values, layers = inputs, []
    for entry in case["layers"]:
        layer = layer_of(entry)
        layers.append(layer)
        values = layer(values, values) if entry["type"] == "selfAttention" else layer(values)
    return keras.Model(inputs, values), layers


def named(entry):
    return {"type": entry} if isinstance(entry, str) else entry


def loss_of(case):
    entry = named(case["loss"])
    return keras_class(keras.losses, entry["type"])(**arguments(entry))


def optimizer_of(case):
    entry = named(case["optimizer"])
    return keras_class(keras.optimizers, entry["type"])(**arguments(entry))
