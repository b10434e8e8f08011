"""
Trains the bench's workloads in PyTorch or Keras 3 (on PyTorch): frameworks.py FRAMEWORK THREADS WORKLOADS, the last as
JSON. Prints the seconds of each as one JSON list, the best of three rounds, without the first batch.
"""

import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "torch")

import torch


def pytorch(work):
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            widths = [work["features"], *work["units"]]
            self.layers = torch.nn.ModuleList(torch.nn.LSTM(a, b, batch_first=True) for a, b in zip(widths, widths[1:]))
            self.out = torch.nn.Linear(widths[-1], 1)

        def forward(self, x):
            for layer in self.layers:
                x, _ = layer(x)
            return self.out(x[:, -1])

    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7)
    x = torch.rand(work["sequences"], work["length"], work["features"])
    y = x.sum((1, 2))[:, None]

    def step(index):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x[index]), y[index]).backward()
        optimizer.step()

    step(torch.arange(work["batch"]))

    def train():
        for _ in range(work["epochs"]):
            for index in torch.randperm(work["sequences"]).split(work["batch"]):
                step(index)

    return train


def keras(work):
    import keras

    layers = [keras.Input((work["length"], work["features"]))]
    for at, units in enumerate(work["units"]):
        layers.append(keras.layers.LSTM(units, return_sequences=at < len(work["units"]) - 1))
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    x = torch.rand(work["sequences"], work["length"], work["features"]).numpy()
    y = x.sum((1, 2))[:, None]
    batch = work["batch"]
    model.fit(x[:batch], y[:batch], batch_size=batch, epochs=1, verbose=0)
    return lambda: model.fit(x, y, batch_size=batch, epochs=work["epochs"], verbose=0)


def best(train):
    seconds = []
    for _ in range(3):
        begin = time.perf_counter()
        train()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


framework, threads, workloads = sys.argv[1:]
torch.set_num_threads(int(threads))
torch.manual_seed(0)
make = {"pytorch": pytorch, "keras": keras}[framework]
print(json.dumps([best(make(work)) for work in json.loads(workloads)]))
