"""The seed experiment in Keras 3 on one thread; prints the seconds of the training."""
import time

import keras
import numpy as np

if keras.backend.backend() == "torch":
    import torch

    torch.set_num_threads(1)

model = keras.Sequential(
    [
        keras.Input((5, 1)),
        keras.layers.LSTM(64, return_sequences=True),
        keras.layers.LSTM(32),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer="adam", loss="mse")
x = np.random.default_rng(0).random((1000, 5, 1), dtype="float32")
y = x.sum(1)
model.fit(x[:32], y[:32], batch_size=32, epochs=1, verbose=0)
begin = time.perf_counter()
model.fit(x, y, batch_size=32, epochs=10, verbose=0)
print(time.perf_counter() - begin)
