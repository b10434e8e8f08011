"""PyTorch's own layers and optimizers for the cases that it can have: it must agree with Keras on them."""

import torch

RECURRENT = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simpleRnn": torch.nn.RNN}
KNOWN = {
    "lstm": {"units", "returnSequences"},
    "gru": {"units", "returnSequences"},
    "simpleRnn": {"units", "returnSequences"},
    "dense": {"units"},
    "timeDistributed": {"layer"},
    "layerNormalization": set(),
    "globalAveragePooling1d": set(),
    "embedding": {"inputDim", "outputDim"},
}


def fits(case):
    entries = [*case["layers"], *(entry["layer"] for entry in case["layers"] if "layer" in entry)]
    layers = all(entry["type"] in KNOWN and set(entry) - {"type"} <= KNOWN[entry["type"]] for entry in entries)
    optimizer = case["optimizer"] if isinstance(case["optimizer"], dict) else {"type": case["optimizer"]}
    plain = set(optimizer) <= {"type", "learningRate", "momentum", "nesterov"}
    return layers and case["loss"] == "meanSquaredError" and optimizer["type"] == "sgd" and plain


class Chain(torch.nn.Module):
    def __init__(self, case):
        super().__init__()
        self.entries = case["layers"]
        width = case["features"]
        parts = []
        for entry in self.entries:
            part, width = part_of(entry, width)
            parts.append(part.double())
        self.parts = torch.nn.ModuleList(parts)

    def forward(self, values):
        for entry, part in zip(self.entries, self.parts):
            if entry["type"] == "embedding":
                values = part(values[..., 0].long())
            elif entry["type"] in RECURRENT:
                values = part(values)[0]
                if not entry.get("returnSequences"):
                    values = values[:, -1]
            elif entry["type"] == "globalAveragePooling1d":
                values = values.mean(dim=1)
            else:
                values = part(values)
        return values

    def tensors(self):
        """Every tensor in Keras's order, with the way it is laid out there."""
        for entry, part in zip(self.entries, self.parts):
            if entry["type"] in RECURRENT:
                units = entry["units"]
                yield part.weight_ih_l0, lambda k, u=units, t=entry["type"]: gates(k, u, t).T
                yield part.weight_hh_l0, lambda k, u=units, t=entry["type"]: gates(k, u, t).T
                if entry["type"] == "gru":
                    yield part.bias_ih_l0, lambda k, u=units: gates(k[0], u, "gru")
                    yield part.bias_hh_l0, lambda k, u=units: gates(k[1], u, "gru")
                else:
                    yield part.bias_ih_l0, lambda k: k
            elif isinstance(part, torch.nn.Linear):
                yield part.weight, lambda k: k.T
                yield part.bias, lambda k: k
            else:
                for tensor in part.parameters():
                    yield tensor, lambda k: k


def part_of(entry, width):
    kind = entry["type"]
    if kind in RECURRENT:
        return RECURRENT[kind](width, entry["units"], batch_first=True), entry["units"]
    if kind == "timeDistributed":
        return part_of(entry["layer"], width)
    if kind == "dense":
        return torch.nn.Linear(width, entry["units"]), entry["units"]
    if kind == "layerNormalization":
        return torch.nn.LayerNorm(width, eps=1e-3), width
    if kind == "globalAveragePooling1d":
        return torch.nn.Identity(), width
    return torch.nn.Embedding(entry["inputDim"], entry["outputDim"]), entry["outputDim"]


def gates(tensor, units, kind):
    """Keras's columns update, reset, candidate of a GRU in PyTorch's order reset, update, candidate."""
    if kind != "gru":
        return tensor
    update, reset, candidate = (tensor[..., part * units : (part + 1) * units] for part in range(3))
    return torch.cat([reset, update, candidate], dim=-1)


def chain_of(case, arrays):
    """The same model with the same weights. @param arrays: Keras's, in order."""
    chain = Chain(case)
    with torch.no_grad():
        for (tensor, layout), array in zip(chain.tensors(), spread_biases(case, arrays)):
            tensor.copy_(layout(array))
        for part in chain.parts:
            # Keras has one bias where PyTorch has two that add up; a GRU that resets after the product needs both.
            if isinstance(part, (torch.nn.LSTM, torch.nn.RNN)):
                part.bias_hh_l0.zero_()
                part.bias_hh_l0.requires_grad_(False)
    return chain


def spread_biases(case, arrays):
    """A GRU's bias [2,3H] serves two tensors."""
    arrays = iter([torch.tensor(array) for array in arrays])
    for entry in case["layers"]:
        count = {"lstm": 3, "simpleRnn": 3, "gru": 3, "dense": 2, "timeDistributed": 2, "layerNormalization": 2, "embedding": 1}
        own = [next(arrays) for _ in range(count.get(entry["type"], 0))]
        yield from own
        if entry["type"] == "gru":
            yield own[-1]


def optimizer_of(case, chain):
    entry = case["optimizer"] if isinstance(case["optimizer"], dict) else {}
    return torch.optim.SGD(
        [tensor for tensor in chain.parameters() if tensor.requires_grad],
        lr=entry.get("learningRate", 0.01),
        momentum=entry.get("momentum", 0),
        nesterov=entry.get("nesterov", False),
    )
