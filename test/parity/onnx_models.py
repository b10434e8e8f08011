"""Graphs as other exporters write them (tf2onnx for example), node by node, with what ONNX Runtime says of them."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from numbers_ import spread

ROWS = {"LSTM": 4, "GRU": 3, "RNN": 1}


class Graph:
    """Collects nodes and weights; `typed` stores weights in fields for their type instead of raw bytes."""

    def __init__(self, opset=15, typed=False, dtype=np.float32):
        self.nodes, self.tensors = [], []
        self.opset, self.typed, self.dtype = opset, typed, dtype

    def node(self, kind, inputs, outputs=1, name="", **attributes):
        own = [f"v{len(self.nodes)}_{index}" for index in range(outputs)]
        node = helper.make_node(kind, inputs, own, name=name or f"node {len(self.nodes)}", **attributes)
        self.nodes.append(node)
        return own[0] if outputs == 1 else own

    def weight(self, *shape, dtype=None, shift=0.0):
        """Numbers in [-0.5, 0.5), moved."""
        salt = 7 + 3 * len(self.tensors)
        values = 0.5 * spread(int(np.prod(shape)), salt).reshape(shape) + shift
        return self.fixed(values.astype(dtype or self.dtype))

    def fixed(self, values):
        values = np.asarray(values)
        name = f"w{len(self.tensors)}"
        if self.typed:
            kind = helper.np_dtype_to_tensor_dtype(values.dtype)
            self.tensors.append(helper.make_tensor(name, kind, values.shape, values.flatten().tolist()))
        else:
            self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def recurrent(self, kind, x, inputs, units, both=False, bias=True, outputs=2, **attributes):
        rows, directions = ROWS[kind] * units, 2 if both else 1
        weights = [self.weight(directions, rows, inputs), self.weight(directions, rows, units)]
        if bias:
            weights.append(self.weight(directions, 2 * rows))
        if both:
            attributes["direction"] = "bidirectional"
        return self.node(kind, [x, *weights], outputs, hidden_size=units, **attributes)

    def model(self, output, rank, features=3):
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "time", features])
        y = helper.make_tensor_value_info(output, TensorProto.FLOAT, [None] * rank)
        graph = helper.make_graph(self.nodes, "graph", [x], [y], self.tensors)
        opsets = [helper.make_opsetid("", self.opset)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        onnx.checker.check_model(made, full_check=True)
        return made


def like_tf2onnx():
    """Sequences squeezed and turned between the layers; products and biases apart; axes as inputs."""
    graph = Graph()
    turned = graph.node("Transpose", ["x"], perm=[1, 0, 2])
    first, _ = graph.recurrent("LSTM", turned, 3, 4)
    steps = graph.node("Squeeze", [first, graph.fixed(np.array([1]))])
    back = graph.node("Transpose", [steps], perm=[1, 0, 2])
    again = graph.node("Transpose", [back], perm=[1, 0, 2])
    second = graph.recurrent("GRU", again, 4, 4, linear_before_reset=1)
    last = graph.node("Squeeze", [second[1], graph.fixed(np.array([0]))])
    product = graph.node("MatMul", [last, graph.weight(4, 2)])
    return graph.model(graph.node("Tanh", [graph.node("Add", [product, graph.weight(2)])]), 2)


def old_opset():
    """Axes as attributes, a reset gate before the product, constants that are not the usual ones."""
    graph = Graph(opset=11, typed=True)
    turned = graph.node("Transpose", ["x"], perm=[1, 0, 2])
    first = graph.recurrent(
        "GRU", turned, 3, 4, activations=["HardSigmoid", "Softsign"], activation_alpha=[0.2], activation_beta=[0.5]
    )
    steps = graph.node("Squeeze", [first[0]], axes=[1])
    second = graph.recurrent("RNN", steps, 4, 4, activations=["LeakyRelu"], activation_alpha=[0.2])
    steps = graph.node("Squeeze", [second[0]], axes=[1])
    last = graph.node("Slice", [steps, *(graph.fixed(np.array([at])) for at in (-1, 2**31 - 1, 0))])
    last = graph.node("Squeeze", [last], axes=[0])
    out = graph.node("Gemm", [last, graph.weight(3, 4), graph.weight(3)], transB=1, alpha=0.5, beta=2.0)
    return graph.model(graph.node("Softmax", [out]), 2)


def both_directions():
    """Sums and means of two directions, and halves that are cut and joined again."""
    graph = Graph()
    turned = graph.node("Transpose", ["x"], perm=[1, 0, 2])
    first = graph.recurrent("LSTM", turned, 3, 4, both=True)
    summed = graph.node("ReduceSum", [first[0], graph.fixed(np.array([1]))], keepdims=0)
    second = graph.recurrent("GRU", summed, 4, 3, both=True, bias=False)
    halves = graph.node("Split", [second[0], graph.fixed(np.array([1, 1]))], 2, axis=1)
    ahead, behind = (graph.node("Squeeze", [half, graph.fixed(np.array([1]))]) for half in halves)
    both = graph.node("Concat", [ahead, behind], axis=-1)
    third = graph.recurrent("RNN", both, 6, 4, both=True)
    one, other = (graph.node("Gather", [third[1], graph.fixed(np.array(at))], axis=0) for at in (0, 1))
    mean = graph.node("Mul", [graph.node("Add", [one, other]), graph.fixed(np.float32(0.5))])
    return graph.model(graph.node("MatMul", [mean, graph.weight(4, 1)]), 2)


def scaled():
    """Numbers scaled within the graph, before and after: layers that mix nothing."""
    graph = Graph()
    centred = graph.node("Sub", ["x", graph.weight(3)])
    scaled = graph.node("Div", [centred, graph.weight(3, shift=1.5)])
    turned = graph.node("Transpose", [scaled], perm=[1, 0, 2])
    _, last = graph.recurrent("LSTM", turned, 3, 4)
    last = graph.node("Squeeze", [last, graph.fixed(np.array([0]))])
    statistics = [graph.weight(4), graph.weight(4), graph.weight(4), graph.weight(4, shift=1.0)]
    normal = graph.node("BatchNormalization", [last, *statistics])
    active = graph.node("Elu", [normal])
    return graph.model(graph.node("MatMul", [active, graph.weight(4, 2)]), 2)


def repeated():
    """An encoder whose last state a decoder reads at each of three steps; weights in half precision."""
    graph = Graph(dtype=np.float16)

    def cast(name):
        return graph.node("Cast", [name], to=TensorProto.FLOAT)

    def weights(rows, inputs):
        return [cast(graph.weight(1, rows, inputs)), cast(graph.weight(1, rows, 4))]

    turned = graph.node("Transpose", ["x"], perm=[1, 0, 2])
    _, state = graph.node("LSTM", [turned, *weights(16, 3)], 2, hidden_size=4)
    steps = graph.node("Tile", [state, graph.fixed(np.array([3, 1, 1]))])
    values, _ = graph.node("LSTM", [steps, *weights(16, 4)], 2, hidden_size=4)
    flat = graph.node("Squeeze", [values, graph.fixed(np.array([1]))])
    return graph.model(graph.node("Transpose", [flat], perm=[1, 0, 2]), 3)


GRAPHS = {
    "like tf2onnx": like_tf2onnx,
    "old opset": old_opset,
    "both directions": both_directions,
    "scaled": scaled,
    "repeated": repeated,
}
