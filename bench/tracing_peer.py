"""pyBKT at its own work, in an environment of its own: fitted on answers, asked for others, told as JSON.

Run as a script: ``tracing_peer.py TRAIN TEST FITS TIMES``; both files have the columns user_id, skill_id and
correct, tab separated, each student's answers in order.
"""

import json
import resource
import sys
import time
import warnings


def main(train: str, test: str, fits: str, times: str) -> None:
    """Fit, predict, and print what was found and how long it took."""
    warnings.filterwarnings("ignore")
    import pandas as pd
    from pyBKT.models import Model
    from sklearn.metrics import roc_auc_score

    frames = []
    for path in (train, test):
        frame = pd.read_csv(path, sep="\t")
        frame["order_id"] = range(len(frame))
        frame["skill_name"] = frame["skill_id"].astype(str)
        frames.append(frame)
    wall, cpu = [], []
    for _ in range(int(times)):
        model = Model(seed=42, num_fits=int(fits))
        begun, processor = time.perf_counter(), processor_seconds()
        model.fit(data=frames[0])
        wall.append(time.perf_counter() - begun)
        cpu.append(processor_seconds() - processor)
    told = {
        "wall": wall,
        "cpu": cpu,
        "answers": len(frames[0]),
        "parameters": {
            skill: [
                float(each["prior"]),
                float(each["learns"][0]),
                float(each["guesses"][0]),
                float(each["slips"][0]),
            ]
            for skill, each in model.coef_.items()
        },
    }
    known = frames[1][frames[1]["skill_name"].isin(set(frames[0]["skill_name"]))]
    if len(known):
        said = model.predict(data=known)
        told["auc"] = float(roc_auc_score(said["correct"], said["correct_predictions"]))
        told["asked"] = len(known)
        told["likelihood"] = at_fixed_parameters(model, known)
    print(json.dumps(told))


def processor_seconds():
    """Return the processor's time of this process and of those that it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


FIXED = (0.3, 0.15, 0.2, 0.1)


def at_fixed_parameters(model, asked):
    """Return the log-likelihood of answers, from its predictions with the same parameters for all skills.

    The likelihood that its own fit tells cannot be used: it is cut to a whole number.
    """
    import numpy as np

    prior, learn, guess, slip = FIXED
    for each in model.fit_model.values():
        each["prior"], each["pi_0"] = prior, np.array([[1 - prior], [prior]])
        each["learns"], each["forgets"] = np.array([learn]), np.array([0.0])
        each["guesses"], each["slips"] = np.array([guess]), np.array([slip])
        each["As"] = np.array([[[1 - learn, 0.0], [learn, 1.0]]])
    said = model.predict(data=asked)
    right = said["correct_predictions"].to_numpy()
    return float(np.log(np.where(said["correct"] == 1, right, 1 - right)).sum())


if __name__ == "__main__":
    main(*sys.argv[1:])
