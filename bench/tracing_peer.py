"""pyBKT at its own work, in an environment of its own: fitted on answers, asked for others, told as JSON.

Run as a script: ``tracing_peer.py TRAIN TEST FITS TIMES``; both files have the columns user_id, skill_id and
correct, tab separated, each student's answers in order.
"""

import json
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
        begun, processor = time.perf_counter(), time.process_time()
        model.fit(data=frames[0])
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - processor)
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
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
