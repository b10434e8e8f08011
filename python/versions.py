"""Tells which versions this machine has of what trains a trial, and how they differ from those of another machine.

    python versions.py

LSTM Lens or sweep.py starts this file, with the interpreter that trains. It reads one JSON document:

    {"command": ["node", "cli.js"],     what starts the command line
     "keras": true,                     whether Keras trains
     "from": {"machine": …, "versions": {…}}}   what such a question was answered by the other machine; may be missing

and prints one: {"machine": …, "versions": {…}, "backend": …, "fault": …}. `backend` is that of Keras, `fault` null or a line
that says what differs and what to do. Frameworks are not loaded for it, which would take seconds.
"""

import importlib.metadata
import importlib.util
import json
import os
import socket
import subprocess
import sys

SECONDS = 60


def printed(command):
    """What a command prints; None where it cannot be run."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def release(package):
    """Without loading it, and without what only tells how it was built ("2.9.0+cu128"); None where it is missing."""
    if importlib.util.find_spec(package) is None:
        return None
    # TensorFlow goes by several names.
    names = importlib.metadata.packages_distributions().get(package) or [package]
    try:
        return importlib.metadata.version(names[0]).split("+")[0]
    except importlib.metadata.PackageNotFoundError:
        return None


def keras_backend():
    """As Keras chooses it."""
    if os.environ.get("KERAS_BACKEND"):
        return os.environ["KERAS_BACKEND"]
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        with open(os.path.join(home, "keras.json"), encoding="utf-8") as file:
            return str(json.load(file)["backend"])
    except (OSError, ValueError, KeyError, TypeError):
        return "tensorflow"


def versions(command, backend):
    """By names that a person knows; what is missing is left out. @param backend: of Keras, None where Keras is not needed."""
    node = printed([command[0], "--version"])
    found = {
        "LSTM Lens": printed([*command, "--version"]),
        # What Node computes for a trial is the same within one of its major versions.
        "Node": node and node.lstrip("v").split(".")[0],
    }
    if backend:
        found["keras"] = release("keras")
        found[backend] = release(backend)
    return {name: version for name, version in found.items() if version}


def differences(wanted, found):
    """Pairs of what is wanted and what is found in its place, as "keras 3.15.1"."""
    return [
        (f"{name} {version}", f"{name} {found[name]}" if name in found else f"no {name}")
        for name, version in wanted.items()
        if found.get(name) != version
    ]


def fault(wanted, here, command):
    """@param wanted, here: what two machines answer. None where all that is wanted is here."""
    pairs = differences(wanted["versions"], here["versions"])
    if not pairs:
        return None
    theirs, ours = [", ".join(side) for side in zip(*pairs)]
    packages = [name.replace(" ", "==") for name, _ in pairs if not name.startswith(("LSTM Lens", "Node"))]
    pip = f' ("{sys.executable}" -m pip install {" ".join(packages)})' if packages else ""
    path = "" if "LSTM Lens" in here["versions"] else f" {' '.join(command)} has to work on every machine."
    return (
        f"{wanted['machine']}, where the sweep was started, has {theirs}, but {here['machine']} has {ours}.{path} "
        f"Install the same there{pip}, and start the sweep again: what is done stays."
    )


def main():
    asked = json.load(sys.stdin)
    command, wanted = asked["command"], asked.get("from")
    backend = keras_backend() if asked["keras"] else None
    here = {"machine": socket.gethostname(), "versions": versions(command, backend), "backend": backend}
    print(json.dumps({**here, "fault": fault(wanted, here, command) if wanted else None}))


if __name__ == "__main__":
    main()
