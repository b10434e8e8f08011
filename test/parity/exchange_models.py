"""PyTorch models as people write them, with the layers that a config would call them."""

import torch
from torch import nn


class Last(nn.Module):
    """Keeps the last step: of [N,T,H], or of [T,N,H] where the batch comes second."""

    def __init__(self, batch_first=True):
        super().__init__()
        self.batch_first = batch_first

    def forward(self, values):
        return values[:, -1] if self.batch_first else values[-1]


class Recurrent(nn.Module):
    """A stack with nn.LSTM, nn.GRU or nn.RNN in it, and a head; `state` reads the last state instead of the outputs."""

    def __init__(self, rnn, head, state=False, sequence=False, embedding=None, activation=None, unsqueeze=False):
        super().__init__()
        if embedding is not None:
            self.embedding = embedding
        self.rnn = rnn
        self.head = head
        self.state, self.sequence, self.activation, self.unsqueeze = state, sequence, activation, unsqueeze

    def forward(self, x):
        if self.unsqueeze:
            x = x.unsqueeze(-1)
        if hasattr(self, "embedding"):
            x = self.embedding(x)
        out, states = self.rnn(x)
        if self.state:
            h = states[0] if isinstance(states, tuple) else states
            out = torch.cat([h[-2], h[-1]], dim=1) if self.rnn.bidirectional else h[-1]
        elif not self.sequence:
            out = out[:, -1] if self.rnn.batch_first else out[-1]
        out = self.head(out)
        return self.activation(out) if self.activation else out


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(3, 6, batch_first=True)
        self.look = nn.MultiheadAttention(6, 2, batch_first=True)
        self.norm = nn.LayerNorm(6)
        self.reader = nn.LSTM(6, 4, batch_first=True)
        self.answer = nn.Linear(4, 2)

    def forward(self, x):
        values, _ = self.encoder(x)
        values, _ = self.look(values, values, values, need_weights=False)
        _, (h, _) = self.reader(self.norm(values))
        return self.answer(h[-1])


class Mean(nn.Module):
    """The mean of all steps of an nn.LSTM, the batch first or second."""

    def __init__(self, batch_first=True):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, batch_first=batch_first)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        values, _ = self.rnn(x)
        return self.head(values.mean(dim=1 if self.rnn.batch_first else 0))


class Deep(nn.Module):
    """Modules whose names sort in another order than they are called."""

    def __init__(self):
        super().__init__()
        self.z_first = nn.LSTM(3, 4, batch_first=True)
        self.a_second = nn.LSTM(4, 4, batch_first=True)
        self.body = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 1))

    def forward(self, x):
        values, _ = self.z_first(x)
        values, _ = self.a_second(values)
        return self.body(values[:, -1])


def layer(kind, units, sequence=False, **settings):
    written = {"type": kind, "units": units, **settings}
    return {**written, "returnSequences": True} if sequence else written


def both(inner):
    return {"type": "bidirectional", "layer": inner}


def dense(units, **settings):
    return {"type": "dense", "units": units, **settings}


NORM = {"type": "layerNormalization", "epsilon": 1e-5}

# name, model, layers, and what else there is to say: names of modules, features, ids, steps first, the number of steps
# written into the graph by the older exporter.
CASES = [
    {
        "name": "lstm",
        "model": lambda: Recurrent(nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 1)),
        "layers": [layer("lstm", 4), dense(1)],
    },
    {
        "name": "lstm of two layers, steps first",
        "model": lambda: Recurrent(nn.LSTM(3, 4, num_layers=2), nn.Linear(4, 1), state=True),
        "layers": [layer("lstm", 4, True), layer("lstm", 4), dense(1)],
        "stepsFirst": True,
    },
    {
        "name": "lstm without bias, a value a step",
        "model": lambda: Recurrent(
            nn.LSTM(3, 4, batch_first=True, bias=False), nn.Linear(4, 2), sequence=True, activation=torch.sigmoid
        ),
        "layers": [layer("lstm", 4, True, useBias=False), dense(2, activation="sigmoid")],
    },
    {
        "name": "gru of two layers in both directions",
        "model": lambda: Recurrent(
            nn.GRU(3, 4, num_layers=2, batch_first=True, bidirectional=True), nn.Linear(8, 1), state=True
        ),
        "layers": [both(layer("gru", 4, True)), both(layer("gru", 4)), dense(1)],
    },
    {
        "name": "gru over one value a step",
        "model": lambda: Recurrent(nn.GRU(1, 4, batch_first=True), nn.Linear(4, 1), unsqueeze=True),
        "layers": [layer("gru", 4), dense(1)],
        "features": 1,
        "flat": True,
    },
    {
        "name": "lstm in both directions, a value a step",
        "model": lambda: Recurrent(
            nn.LSTM(3, 4, batch_first=True, bidirectional=True), nn.Linear(8, 1), sequence=True
        ),
        "layers": [both(layer("lstm", 4, True)), dense(1)],
    },
    {
        "name": "rnn",
        "model": lambda: Recurrent(nn.RNN(3, 4, batch_first=True), nn.Linear(4, 1)),
        "layers": [layer("simpleRnn", 4), dense(1)],
    },
    {
        "name": "rnn in both directions with relu",
        "model": lambda: Recurrent(
            nn.RNN(3, 4, nonlinearity="relu", batch_first=True, bidirectional=True), nn.Linear(8, 1), state=True
        ),
        "layers": [both(layer("simpleRnn", 4, activation="relu")), dense(1)],
    },
    {
        "name": "embedding, gru, normalization, softmax",
        "model": lambda: Recurrent(
            nn.GRU(5, 4, batch_first=True),
            nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 3)),
            embedding=nn.Embedding(7, 5),
            activation=lambda out: torch.softmax(out, dim=-1),
        ),
        "layers": [
            {"type": "embedding", "inputDim": 7, "outputDim": 5},
            layer("gru", 4),
            NORM,
            dense(3, activation="softmax"),
        ],
        "features": 1,
        "ids": 7,
    },
    {
        "name": "attention",
        "model": Attending,
        "fixedInScript": True,
        "layers": [
            layer("gru", 6, True),
            {"type": "selfAttention", "numHeads": 2, "keyDim": 3},
            NORM,
            layer("lstm", 4),
            dense(2),
        ],
    },
    {
        "name": "modules by name",
        "model": Deep,
        "layers": [
            layer("lstm", 4, True),
            layer("lstm", 4),
            dense(5, activation="relu"),
            dense(5, activation="tanh"),
            dense(1),
        ],
        "names": {"lstm_1": "z_first", "lstm_2": "a_second"},
    },
    {
        "name": "mean of the steps",
        "model": Mean,
        "layers": [layer("lstm", 4, True), {"type": "globalAveragePooling1d"}, dense(2)],
    },
    {
        "name": "mean of the steps, steps first",
        "model": lambda: Mean(batch_first=False),
        "layers": [layer("lstm", 4, True), {"type": "globalAveragePooling1d"}, dense(2)],
        "stepsFirst": True,
    },
]
