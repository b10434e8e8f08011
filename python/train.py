"""Trains the model of one run of LSTM Lens with Keras 3.

    python train.py FOLDER

LSTM Lens starts this file and has put into FOLDER what is to be trained:

    job.json      shapes, batch size, optimizer, loss, what validates
    model.keras   the model with its first weights
    rows.bin      [R,F] float32, little endian as all of them, in the units that the model sees
    starts.bin    [N] uint32, the first row of each sequence
    targets.bin   [N,...] float32
    validation.bin [V] uint32, the sequences that validate, by their places in starts.bin
    memory.npz    only where a run goes on: what the optimizer and the dropout layers remember

It asks for one epoch after the other, a line of JSON each on the standard input:

    {"do": "epoch", "learningRate": 0.001}    with the order of the sequences in order.bin [n] uint32
    {"do": "save", "file": "/some/model.keras"}   with the weights in weights.bin

and hears lines of JSON that begin with {"lstmLens": on the standard output. After an epoch weights.bin has the weights,
in the order of Keras's `layer.weights`, memory.npz what the next epoch needs besides them, and outputs.bin what the model
gives for the sequences that validate. When the standard input is closed, this process ends at once.
"""

import importlib.util
import json
import math
import os
import queue
import re
import sys
import threading
import time
import traceback

# Whatever a library prints goes to the standard error; only this file speaks on the standard output.
voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
speaking = threading.Lock()

ALIVE_SECONDS = 2.0
PROGRESS_SECONDS = 0.1
BACKENDS = ("tensorflow", "torch", "jax")
OUT_OF_MEMORY = re.compile(r"out of memory|\boom\b|resource_?exhausted|can(not|'t) allocate memory", re.IGNORECASE)
GPU = re.compile(r"cuda|cudnn|cublas|gpu|nccl|rocm|\bhip\b|\bmps\b", re.IGNORECASE)
# Lines that backends put around the one that says what happened.
AROUND = re.compile(r"$|Graph execution error|Detected at node|<stack traces|File \"|Unable to auto.*build|'?Exception encountered")
NO_GPU = {"tensorflow": "CUDA_VISIBLE_DEVICES=-1", "torch": "KERAS_TORCH_DEVICE=cpu", "jax": "JAX_PLATFORMS=cpu"}

# Several trials may share a GPU, of which these two would else take all memory at once.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")


def say(kind, **values):
    with speaking:
        voice.write(json.dumps({"lstmLens": kind, **values}) + "\n")
        voice.flush()


def fail(message, error=None):
    """Says why, and ends."""
    if error is not None:
        traceback.print_exception(error)
    sys.stderr.flush()
    say("failed", message=message)
    os._exit(1)


def stay_alive():
    while True:
        say("alive")
        time.sleep(ALIVE_SECONDS)


commands = queue.Queue()


def listen():
    for line in sys.stdin:
        commands.put(json.loads(line))
    # Whoever has started this is gone, or wants no more of it.
    os._exit(0)


threading.Thread(target=stay_alive, daemon=True).start()
threading.Thread(target=listen, daemon=True).start()


def pip(packages):
    return f'"{sys.executable}" -m pip install {packages}'


def fail_by(error, what, backend, on=(), gpu=False):
    """Tells of a backend's error in one line, and what may help. @param on: the devices. @param gpu: whether they failed."""
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in str(error).split("\n")]
    telling = [line for line in lines if not AROUND.match(line)] or [type(error).__name__]
    line = next(filter(OUT_OF_MEMORY.search, telling), telling[0])[:500].rstrip(".")
    memory = isinstance(error, MemoryError) or OUT_OF_MEMORY.search(line)
    # Where TensorFlow says on which device something else has failed, that is not the GPU's fault.
    blamed = gpu or GPU.search(re.sub(r"/device:GPU:\d+", "", line))
    if blamed or (memory and not all(device.lower().startswith("cpu") for device in on)):
        less = "A smaller batchSize needs less of it; " if memory else ""
        fail(f"The GPU failed: {line}. {less}{NO_GPU.get(backend, NO_GPU['tensorflow'])} in the environment leaves it out.", error)
    if memory:
        fail(f"Python has run out of memory: {line}. A smaller batchSize needs less.", error)
    fail(f"{what}: {type(error).__name__}: {line}", error)


def import_keras():
    try:
        import keras
    except ModuleNotFoundError as error:
        others = [name for name in BACKENDS if importlib.util.find_spec(name) is not None]
        if error.name not in BACKENDS:
            fail(f"Keras cannot be loaded: {error}. This may mend it: {pip('--upgrade keras')}", error)
        use = f"; or use the backend {others[0]}, which is there: set KERAS_BACKEND={others[0]}" if others else ""
        fail(f"The backend {error.name} of Keras is not installed in {sys.executable}. This brings it: {pip(error.name)}{use}")
    except Exception as error:
        fail_by(error, "Keras cannot be loaded", os.environ.get("KERAS_BACKEND"))
    if int(keras.__version__.split(".")[0]) < 3:
        fail(f"Keras 3 is needed, but {sys.executable} has {keras.__version__}. This brings it: {pip('--upgrade keras')}")
    return keras


if any(importlib.util.find_spec(name) is None for name in ("numpy", "keras")):
    fail(f"Keras is not installed in {sys.executable}. This brings it, with PyTorch as its backend: {pip('keras torch')}")
import numpy as np  # noqa: E402

keras = import_keras()

folder = sys.argv[1]
with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
    job = json.load(file)


def path(name):
    return os.path.join(folder, name)


def array(name, kind, shape):
    """Mapped, not read: the data may be larger than the memory."""
    return np.memmap(path(name), dtype=kind, mode="r", shape=tuple(shape))


rows = array("rows.bin", "<f4", job["rows"])
starts = array("starts.bin", "<u4", [job["sequences"]])
targets = array("targets.bin", "<f4", [job["sequences"], *job["target"]])
steps = np.arange(job["length"])


class Batches(keras.utils.PyDataset):
    """Some sequences in a given order, batch by batch."""

    def __init__(self, order):
        super().__init__()
        self.order = order

    def __len__(self):
        return math.ceil(len(self.order) / job["batchSize"])

    def __getitem__(self, batch):
        size = job["batchSize"]
        chosen = self.order[batch * size : (batch + 1) * size]
        inputs = rows[starts[chosen].astype(np.int64)[:, None] + steps]
        # An embedding takes ids, not features.
        return (inputs[..., 0] if job["ids"] else inputs), np.asarray(targets[chosen])


class Progress(keras.callbacks.Callback):
    """Tells of batches, not of each where they are quick, and ends an epoch whose loss is no number any more."""

    def __init__(self, resume):
        super().__init__()
        self.resume = resume
        self.told = time.monotonic()
        self.diverged = None

    def on_train_begin(self, logs=None):
        # Not before: Keras's look at the first batch draws from the chance of the dropout layers.
        if self.resume:
            read_memory(self.model)

    def on_train_batch_end(self, batch, logs=None):
        now = time.monotonic()
        if now - self.told < PROGRESS_SECONDS:
            return
        self.told = now
        say("batch", batch=batch + 1)
        if not math.isfinite(float((logs or {}).get("loss", 0.0))):
            self.diverged = batch + 1
            self.model.stop_training = True


def learning_rate():
    """Schedules that change with every batch are Keras's; other rates come with the epochs."""
    rate = job["optimizer"]["learningRate"]
    plan = job["schedule"]
    if plan["type"] == "exponential":
        return keras.optimizers.schedules.ExponentialDecay(
            rate, plan["decaySteps"], plan["decayRate"], staircase=plan["staircase"]
        )
    if plan["type"] == "cosine":
        return keras.optimizers.schedules.CosineDecay(
            rate,
            plan["decaySteps"],
            alpha=plan["alpha"],
            warmup_target=plan.get("warmupTarget"),
            warmup_steps=plan["warmupSteps"],
        )
    return rate


def optimizer():
    spec = job["optimizer"]
    common = {
        "learning_rate": learning_rate(),
        "weight_decay": spec["weightDecay"] or None,
        "clipnorm": spec.get("clipNorm"),
        "global_clipnorm": spec.get("globalClipNorm"),
        "clipvalue": spec.get("clipValue"),
    }
    kind = spec["type"]
    if kind == "sgd":
        return keras.optimizers.SGD(momentum=spec["momentum"], nesterov=spec["nesterov"], **common)
    if kind == "rmsprop":
        own = {key: spec[key] for key in ("rho", "momentum", "epsilon", "centered")}
        return keras.optimizers.RMSprop(**own, **common)
    own = {"beta_1": spec["beta1"], "beta_2": spec["beta2"], "epsilon": spec["epsilon"]}
    if kind == "adam":
        return keras.optimizers.Adam(**own, **common)
    return keras.optimizers.AdamW(**own, **{**common, "weight_decay": spec["weightDecay"]})


def with_whole_gradients(optimizer):
    """
    TensorFlow gives the gradient of an embedding in rows, several for an id that is several times in a batch. Optimizers
    and clipping would square each of them by itself; summed they are the gradient that other backends give.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        apply = optimizer.apply
        whole = lambda one: None if one is None else tensorflow.convert_to_tensor(one)
        optimizer.apply = lambda grads, *rest: apply([whole(one) for one in grads], *rest)
    return optimizer


def loss():
    spec = job["loss"]
    kind = spec["type"]
    name = kind[0].upper() + kind[1:]
    if kind == "huber":
        return keras.losses.Huber(delta=spec["delta"])
    if "fromLogits" in spec:
        return getattr(keras.losses, name)(from_logits=spec["fromLogits"])
    return getattr(keras.losses, name)()


def check_device():
    try:
        keras.ops.convert_to_numpy(keras.ops.zeros(1))
    except Exception as error:
        # So little can fail only for want of a device or its driver.
        fail_by(error, "Keras failed", keras.backend.backend(), gpu=True)


def distribute():
    """Shares every batch among the devices, where Keras can (on JAX) and all batches can be divided by their number."""
    if keras.backend.backend() != "jax":
        return 1
    count = len(keras.distribution.list_devices())
    sizes = [job["batchSize"], job["training"] % job["batchSize"], job["validation"] % job["batchSize"]]
    if count < 2 or any(size % count for size in sizes):
        return 1
    keras.distribution.set_distribution(keras.distribution.DataParallel())
    return count


def devices():
    try:
        if keras.backend.backend() == "torch":
            # Keras knows one device of it, and lists none.
            return [str(keras.ops.zeros(1).device)]
        return [str(name) for name in keras.distribution.list_devices()]
    except Exception:  # Not every backend of every version can tell.
        return []


def build():
    keras.utils.set_random_seed(job["seed"])
    model = keras.saving.load_model(path("model.keras"), compile=False)
    model.compile(optimizer=with_whole_gradients(optimizer()), loss=loss())
    model.optimizer.build(model.trainable_variables)
    return model


def remembered(model):
    """What the next updates depend on, besides the weights."""
    weights = {id(one) for one in model.weights}
    chance = [one for one in model.variables if id(one) not in weights]
    known = {id(one) for one in chance}
    return [one for one in model.optimizer.variables if id(one) not in known] + chance


def torch_chance():
    """PyTorch draws what dropout drops from generators of its own: one, and one a GPU."""
    if keras.backend.backend() != "torch":
        return []
    import torch

    return [torch.get_rng_state(), *torch.cuda.get_rng_state_all()]


def set_torch_chance(states):
    import torch

    first, *others = [torch.from_numpy(state) for state in states]
    torch.set_rng_state(first)
    if len(others) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(others)


def read_memory(model):
    with np.load(path("memory.npz")) as kept:
        variables = remembered(model)
        count = sum(name.startswith("v") for name in kept.files)
        if count != len(variables):
            fail(f"The run goes on with another Keras: {count} values were kept, {len(variables)} are needed.")
        if "torch0" in kept.files and keras.backend.backend() == "torch":
            set_torch_chance([kept[f"torch{index}"] for index in range(len(kept.files) - count)])
        for index, variable in enumerate(variables):
            variable.assign(kept[f"v{index}"])


def write_memory(model):
    values = {f"v{index}": keras.ops.convert_to_numpy(one) for index, one in enumerate(remembered(model))}
    chance = {f"torch{index}": state.cpu().numpy() for index, state in enumerate(torch_chance())}
    np.savez(path("memory.npz"), **values, **chance)


def write_weights(model):
    flat = [np.ravel(keras.ops.convert_to_numpy(one)) for layer in model.layers for one in layer.weights]
    np.concatenate([np.zeros(0), *flat]).astype("<f4").tofile(path("weights.bin"))


def read_weights(model):
    flat = np.fromfile(path("weights.bin"), dtype="<f4")
    at = 0
    for layer in model.layers:
        for one in layer.weights:
            size = math.prod(one.shape)
            one.assign(flat[at : at + size].reshape(one.shape))
            at += size


def number(value):
    """JSON knows no number that is not finite."""
    return float(value) if math.isfinite(float(value)) else None


def epoch(model, command, resume):
    order = np.fromfile(path("order.bin"), dtype="<u4")
    if command.get("learningRate") is not None:
        model.optimizer.learning_rate = command["learningRate"]
    progress = Progress(resume)
    history = model.fit(Batches(order), epochs=1, shuffle=False, verbose=0, callbacks=[progress])
    told = {"loss": number(history.history["loss"][0]), "batch": progress.diverged}
    if job["validation"] > 0 and told["loss"] is not None:
        part = Batches(np.fromfile(path("validation.bin"), dtype="<u4"))
        told["validationLoss"] = number(model.evaluate(part, verbose=0))
        model.predict(part, verbose=0).astype("<f4").tofile(path("outputs.bin"))
    write_weights(model)
    write_memory(model)
    say("epoch", **told)


def save(model, command):
    read_weights(model)
    model.save(command["file"])
    say("saved")


def main():
    check_device()
    shared = distribute()
    model = build()
    resume = job["resume"]
    say(
        "ready",
        keras=keras.__version__,
        backend=keras.backend.backend(),
        backendVersion=sys.modules[keras.backend.backend()].__version__,
        python=sys.version.split()[0],
        devices=devices(),
        shared=shared,
    )
    while True:
        command = commands.get()
        if command["do"] == "epoch":
            epoch(model, command, resume)
            resume = False
        else:
            save(model, command)


try:
    main()
except Exception as error:
    fail_by(error, "Keras failed", keras.backend.backend(), devices())
