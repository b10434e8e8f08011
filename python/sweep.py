"""Trains the trials of a sweep of LSTM Lens on Ray.

    python sweep.py FOLDER

LSTM Lens starts this file and has put job.json into FOLDER. Each trial is a shard of the sweep with one trial in it, which
the command line trains, goes on with, or finds done: `lstm-lens sweep CONFIG --shard i/n`. It writes its run into the
folder of runs, which every node of the cluster has to see at the same path, as the config, its data and the command line.
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
import signal
import subprocess
import sys
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


def fail(message):
    sys.stderr.flush()
    say("failed", message=message)
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


class Trial(tune.Trainable):
    """One trial: the command line in a process of its own, and the epochs that it has written so far."""

    def setup(self, config):
        self.job = config["job"]
        self.place = config["trial"]
        self.told = 0
        self.last = {}
        self.start()

    def start(self):
        shard = f"{self.place['index']}/{self.job['count']}"
        command = [*self.job["command"], "sweep", self.job["config"], "--shard", shard, "--parallel", "1"]
        self.child = subprocess.Popen(
            [*command, "--out", self.job["runs"]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.job["environment"]},
            preexec_fn=end_with_parent,
        )

    def step(self):
        """Waits for the next epoch; after the last one for the end of the run."""
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
                words = self.child.stderr.read().strip().split("\n")[-20:]
                raise RuntimeError("\n".join(words))
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
        if self.child.poll() is None:
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
        say("trial", id=trial.config["trial"]["id"])

    def on_trial_error(self, iteration, trials, trial, **info):
        # The last line of a traceback says what went wrong.
        words = str(trial.get_error() or "").strip().split("\n")
        say("trial", id=trial.config["trial"]["id"], message=words[-1][:500])


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
    ray.init(address=address, log_to_driver=False, **more)
    say("ready", ray=ray.__version__, address=address)
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
        fail(f"Ray failed: {type(error).__name__}: {str(error).strip().splitlines()[0][:500] if str(error).strip() else ''}")
    os._exit(0)
