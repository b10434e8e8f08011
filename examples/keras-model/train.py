"""
Trains the seed experiment in Keras and saves its model beside this file: python train.py
Needs the packages keras, numpy and a backend of Keras's, for example torch.
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(7)
numbers = np.random.default_rng(7).uniform(size=(1000, 5, 1)).astype("float32")
sums = numbers.sum(axis=1)
# The model reads standardized numbers, as the config's model does.
x = (numbers - numbers.mean()) / numbers.std()
y = (sums - sums.mean()) / sums.std()

model = keras.Sequential(
    [
        keras.Input((5, 1)),
        layers.LSTM(64, return_sequences=True),
        layers.LSTM(32),
        layers.Dense(1),
    ]
)
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, epochs=10, batch_size=32, verbose=2)

# Without what the optimizer remembers, which is twice as much as the weights.
plain = keras.Sequential.from_config(model.get_config())
plain.set_weights(model.get_weights())
plain.save(Path(__file__).with_name("sequence-addition.keras"))
