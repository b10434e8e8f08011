"""Trains the trials of a sweep of LSTM Lens on Ray.

    python sweep.py FOLDER

LSTM Lens starts this file and has put job.json into FOLDER. Each trial is a shard of the sweep with one trial in it, which
the command line trains, goes on with, or finds done: `lstm-lens sweep CONFIG --shard i/n`. It writes its run into the
folder of runs, which every node of the cluster has to see at the same path, as the config, its data and the command line.
Before it is trained, versions.py compares the node's versions with those here.
Lines of JSON that begin with {"lstmLens": tell on the standard output of trials that have ended. When the standard input
is closed, the trials are stopped, and this process ends.
"""

import _thread
import ctypes
import glob
import importlib.util
import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

# Whatever Ray prints goes to the standard error; only this file speaks on the standard output.
VOICE = os.dup(1)
os.dup2(2, 1)

ALIVE_SECONDS = 2.0
LOOK_SECONDS = 0.1
STOP_SECONDS = 10.0
# A trial that fails is tried again so often, on another node where there is one.
RETRIES = 3
# Bytes of a message in JSON: a pipe takes about so many in one piece.
LONGEST = 3500
QUOTED_LINES = 20
VERSION_SECONDS = 150
CONNECT_SECONDS = 10.0


def say(kind, **values):
    # In one piece, as a pipe takes what is short: no lock, which could not go where Ray keeps its callbacks.
    os.write(VOICE, (json.dumps({"lstmLens": kind, **values}) + "\n").encode())


def stay_alive():
    while True:
        say("alive")
        time.sleep(ALIVE_SECONDS)


def listen():
    sys.stdin.read()
    # As Ctrl+C: Ray stops the trials.
    _thread.interrupt_main()


def short(text):
    while len(json.dumps(text)) > LONGEST:
        text = text[: len(text) * 3 // 4]
    return text


def fail(message):
    sys.stderr.flush()
    say("failed", message=short(message))
    os._exit(1)


threading.Thread(target=stay_alive, daemon=True).start()
threading.Thread(target=listen, daemon=True).start()

if importlib.util.find_spec("ray") is None or importlib.util.find_spec("ray.tune") is None:
    fail(f'Ray Tune is not installed in {sys.executable}. This brings it: "{sys.executable}" -m pip install "ray[tune]"')

try:
    import ray
    from ray import tune
    from ray.tune.schedulers import ASHAScheduler, FIFOScheduler
except ImportError as error:
    traceback.print_exc()
    fail(f'Ray Tune cannot be loaded: {error}. This may mend it: "{sys.executable}" -m pip install --upgrade "ray[tune]"')


def end_with_parent():
    """The command line ends with its Ray worker, however that ends; only Linux can do this."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def ask_versions(job):
    """What versions.py answers on this machine; only a "fault" where it cannot be asked."""
    environment = {**os.environ, **job["environment"]}
    # What Python does not train does not need the Python that was chosen.
    python = environment.get("LSTM_LENS_PYTHON", sys.executable) if job["keras"] else sys.executable
    asked = {key: job.get(key) for key in ("command", "keras", "from")}
    pipes = {"capture_output": True, "text": True, "timeout": VERSION_SECONDS}
    try:
        answer = subprocess.run(
            [python, job["versions"]], input=json.dumps(asked), env=environment, check=True, **pipes
        )
        return json.loads(answer.stdout)
    except subprocess.CalledProcessError as error:
        why = error.stderr.strip().split("\n")[-1]
    except (OSError, subprocess.TimeoutExpired) as error:
        why = str(error)
    where = f"{python} and {job['versions']} have to be on every machine of the cluster, at the same paths"
    return {"fault": f"The versions on {socket.gethostname()} cannot be told: {why}. {where}."}


class Trial(tune.Trainable):
    """One trial: the command line in a process of its own, and the epochs that it has written so far."""

    def setup(self, config):
        self.job = config["job"]
        self.place = config["trial"]
        self.told = 0
        self.last = {}
        self.child = None
        self.refused = ask_versions(self.job)["fault"]
        if self.refused is None:
            self.start()

    def start(self):
        shard = f"{self.place['index']}/{self.job['count']}"
        command = [*self.job["command"], "sweep", self.job["config"], "--shard", shard, "--parallel", "1", "--json"]
        # Files, not pipes: nobody reads before the end.
        self.document, self.printed = [tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") for _ in range(2)]
        self.child = subprocess.Popen(
            [*command, "--out", self.job["runs"]],
            stdin=subprocess.DEVNULL,
            stdout=self.document,
            stderr=self.printed,
            env={**os.environ, **self.job["environment"]},
            preexec_fn=end_with_parent,
        )

    def step(self):
        """Waits for the next epoch; after the last one for the end of the run."""
        if self.refused is not None:
            # A result, since Ray would try again after an error. Successive halving leaves out what is no number.
            return {"loss": math.nan, "done": True, "refused": self.refused}
        while True:
            ended = self.child.poll() is not None
            epochs = self.epochs()
            if len(epochs) > self.told:
                epoch = epochs[self.told]
                self.told += 1
                loss = epoch.get("validationLoss", epoch["loss"])
                self.last = {"loss": math.inf if loss is None else loss, "done": False}
                return self.last
            if ended and self.child.returncode != 0:
                raise RuntimeError(self.words())
            status = self.status()
            if ended and status is None:
                raise RuntimeError("The command line has trained another trial: the config has changed meanwhile.")
            if ended and status == "done":
                return {"loss": math.inf, **self.last, "done": True}
            if ended:
                # Another process trains it, which may be what is left of an earlier try.
                time.sleep(1)
                self.start()
            time.sleep(LOOK_SECONDS)

    def words(self):
        """Why the command line has failed: what it says of its trial, else the last that it printed."""
        for file in (self.document, self.printed):
            file.seek(0)
        try:
            return json.load(self.document)["trials"][0]["message"]
        except (ValueError, KeyError):
            return "\n".join(self.printed.read().strip().split("\n")[-QUOTED_LINES:])

    def run(self):
        """The folder of the run, once there is one: its name ends with the id of the trial."""
        found = glob.glob(os.path.join(glob.escape(self.job["runs"]), f"*-{self.place['id']}"))
        return max(found, key=os.path.getmtime, default=None)

    def epochs(self):
        try:
            with open(os.path.join(self.run() or "", "metrics.jsonl"), encoding="utf-8") as file:
                # The last line may not be whole yet.
                return [json.loads(line) for line in file.read().split("\n")[:-1]]
        except FileNotFoundError:
            return []

    def status(self):
        try:
            with open(os.path.join(self.run() or "", "manifest.json"), encoding="utf-8") as file:
                return json.load(file)["status"]
        except FileNotFoundError:
            return None

    def cleanup(self):
        """What Ray stops is cancelled, as by Ctrl+C: it keeps its whole epochs, and can go on."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.child.kill()

    def save_checkpoint(self, checkpoint_dir):
        """The run folder has all that is needed to go on."""

    def load_checkpoint(self, checkpoint):
        pass


class Teller(tune.Callback):
    def on_trial_complete(self, iteration, trials, trial, **info):
        refused = (trial.last_result or {}).get("refused")
        say("trial", id=trial.config["trial"]["id"], **({"message": short(refused)} if refused else {}))

    def on_trial_error(self, iteration, trials, trial, **info):
        say("trial", id=trial.config["trial"]["id"], message=short(reason(trial)))


def reason(trial):
    """Why a trial has failed, without a traceback."""
    try:
        # Where the trial is told of: `get_error` looks in the storage, to which Ray copies it later.
        with open(trial.pickled_error_file, "rb") as file:
            error = ray.cloudpickle.load(file)
    except Exception:
        traceback.print_exc()
        return "Ray does not tell why."
    error = getattr(error, "cause", None) or error
    words = "\n".join(line.strip() for line in str(error).strip().split("\n")[:QUOTED_LINES])
    return words if words and isinstance(error, RuntimeError) else f"{type(error).__name__}: {words}"


def ray_mismatch(error, address):
    """Ray's own words on a cluster of another Ray or Python, as one line with what to do; None where it is something else."""
    if "Version mismatch" not in str(error):
        return None
    told = re.findall(r"^\s*(Ray|Python): (\S+)", str(error), re.MULTILINE)
    if len(told) != 4:
        return None
    (_, ray_there), (_, python_there), (_, ray_here), (_, python_here) = told
    pip = f'"{sys.executable}" -m pip install "ray[tune]=={ray_there}"' if ray_there != ray_here else ""
    python = f"choose a Python {python_there}" if python_there != python_here else ""
    return (
        f"The cluster at {address} has Ray {ray_there} on Python {python_there}, but {sys.executable} on "
        f"{socket.gethostname()} has Ray {ray_here} on Python {python_here}. Ray needs the same versions: "
        f"{' and '.join(filter(None, [python, pip]))}."
    )


def unreachable(address):
    """Why nothing listens at a cluster's address; Ray itself tries again for minutes before it says so."""
    match = re.fullmatch(r"(ray://)?(.+):(\d+)", address)
    if match is None:
        return None
    host, port = match[2].strip("[]"), int(match[3])
    advice = "Is the cluster up, and the address right?"
    if match[1] is None and host in ("localhost", "127.0.0.1"):
        # As Ray does, also where the cluster listens only at the other.
        host = ray.util.get_node_ip_address()
        advice = f"Ray looks for it at {host}; one that runs on this machine is found by the address auto."
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
        return None
    except (OSError, OverflowError) as error:
        return f"No Ray answers at {address}: {error}. {advice}"


def refused(error, address):
    """Whether a cluster asks for a token, as one line with what to do; None where it is something else."""
    # Ray hides it two errors deep.
    if "InvalidAuthToken" not in f"{error} {error.__cause__}":
        return None
    return (
        f"The cluster at {address} asks for a token, and none or another is here. RAY_AUTH_MODE=token and RAY_AUTH_TOKEN, "
        "or RAY_AUTH_TOKEN_PATH, in the environment of VS Code or of the terminal, give it."
    )


def scheduler(halving, epochs):
    if halving is None:
        return FIFOScheduler()
    # One step more than there are epochs: the last is the end of the run, which is waited for.
    return ASHAScheduler(
        metric="loss",
        mode="min",
        max_t=epochs + 1,
        grace_period=min(halving["minEpochs"], epochs),
        reduction_factor=halving["reductionFactor"],
    )


def main(job):
    address = job["address"] or os.environ.get("RAY_ADDRESS") or "local"
    more = {"include_dashboard": False} if address == "local" else {}
    dead = unreachable(address)
    if dead is not None:
        fail(dead)
    try:
        ray.init(address=address, log_to_driver=False, **more)
    except (RuntimeError, ConnectionError) as error:
        known = ray_mismatch(error, address) or refused(error, address)
        if known is None:
            raise
        fail(known)
    say("ready", ray=ray.__version__, address=address)
    job["versions"] = os.path.join(os.path.dirname(os.path.abspath(__file__)), "versions.py")
    here = ask_versions(job)
    if here["fault"] is not None:
        fail(here["fault"])
    job["from"] = here
    if here["backend"] in here["versions"]:
        # A keras.json of another machine must not decide on another one.
        job["environment"]["KERAS_BACKEND"] = here["backend"]
    space = {"job": job, "trial": tune.grid_search(job["trials"])}
    tuner = tune.Tuner(
        tune.with_resources(Trial, {"cpu": job["resources"]["cpus"], "gpu": job["resources"]["gpus"]}),
        param_space=space,
        tune_config=tune.TuneConfig(
            scheduler=scheduler(job["halving"], job["epochs"]),
            max_concurrent_trials=job["parallel"],
        ),
        run_config=tune.RunConfig(
            name="sweep",
            storage_path=job["storage"],
            failure_config=tune.FailureConfig(max_failures=RETRIES),
            callbacks=[Teller()],
            verbose=0,
        ),
    )
    tuner.fit()
    ray.shutdown()
    say("saved")


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "job.json"), encoding="utf-8") as file:
        given = json.load(file)
    try:
        main(given)
    except KeyboardInterrupt:
        ray.shutdown()
    except Exception as error:
        traceback.print_exc()
        fail(f"Ray failed: {type(error).__name__}: {str(error).strip()}")
    os._exit(0)
