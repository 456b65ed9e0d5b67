"""Draws the trials of a sweep with Optuna, for Trainyard: a question a line comes in as JSON, an answer a line goes out.

What is drawn for a trial follows from the seed, the number of the trial and the trials before it alone, so that a sweep that
was cut off draws what it would have drawn. CMA-ES keeps its state in its trials: where that is not known any more, they are
drawn anew first.
"""

import hashlib
import importlib.util
import json
import math
import os
import platform
import sys
import warnings

OLDEST = (3, 6)

# Nothing is imported from the folder that this happens to run in.
sys.path[:] = [place for place in sys.path if place]
# What a package prints is no answer.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)
sys.stdin.reconfigure(encoding="utf-8")
warnings.simplefilter("ignore")


def answer(**said):
    answers.write(json.dumps(said, allow_nan=False) + "\n")
    answers.flush()


try:
    import optuna
except Exception as error:
    is_missing = isinstance(error, ModuleNotFoundError) and error.name == "optuna"
    answer(type="unusable", why="missing" if is_missing else "broken", told=str(error)[:300])
    sys.exit(0)

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)

if tuple(int(part) for part in optuna.__version__.split(".")[:2]) < OLDEST:
    answer(type="unusable", why="old", told=optuna.__version__)
    sys.exit(0)


def missing(*packages):
    """Those of these packages that are not there, as one would install them; nothing where all are."""
    return " ".join(name for name in packages if importlib.util.find_spec(name) is None) or None


answer(
    type="ready",
    optuna=optuna.__version__,
    python=platform.python_version(),
    missing={"tpe": None, "cmaes": missing("cmaes"), "gp": missing("scipy", "torch")},
)


def sampler_of(asked, trial):
    mixed = hashlib.sha256(f"{asked['seed']}/{trial}".encode()).digest()
    seed = int.from_bytes(mixed[:4], "big")
    if asked["sampler"] == "tpe":
        # Trials that are under way count as bad ones, so that no two at once are alike.
        return optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    if asked["sampler"] == "cmaes":
        return optuna.samplers.CmaEsSampler(
            seed=seed, warn_independent_sampling=False, consider_pruned_trials=True
        )
    return optuna.samplers.GPSampler(seed=seed)


def distribution_of(dimension):
    scale = dimension["scale"]
    if scale == "choice":
        return CategoricalDistribution(dimension["values"])
    if scale == "integer":
        return IntDistribution(int(dimension["min"]), int(dimension["max"]), log=dimension["log"])
    return FloatDistribution(float(dimension["min"]), float(dimension["max"]), log=scale == "log")


def drawn_value(trial, dimension):
    """As many digits as a trial of Trainyard has."""
    field, distribution = dimension["field"], distribution_of(dimension)
    if isinstance(distribution, CategoricalDistribution):
        return trial.suggest_categorical(field, distribution.choices)
    low, high = distribution.low, distribution.high
    if isinstance(distribution, IntDistribution):
        return trial.suggest_int(field, low, high, log=distribution.log)
    value = trial.suggest_float(field, low, high, log=distribution.log)
    return min(max(float(f"{value:.3e}"), low), high)


def draw(asked, number, past):
    """What a trial sets, and what its sampler noted of it."""
    study = optuna.create_study(direction=asked["direction"], sampler=sampler_of(asked, number))
    study.add_trials(past)
    trial = study.ask()
    chosen = {}
    for dimension in asked["space"]:
        when = dimension.get("when")
        if when is None or (when["field"] in chosen and chosen[when["field"]] in when["is"]):
            chosen[dimension["field"]] = drawn_value(trial, dimension)
    noted = dict(study.get_trials(deepcopy=False)[-1].system_attrs)
    return chosen, noted


def as_trial(asked, its, noted):
    """A trial that has ended, or is under way, as Optuna has it."""
    spaces = {dimension["field"]: distribution_of(dimension) for dimension in asked["space"]}
    params = {
        field: float(value) if isinstance(spaces[field], FloatDistribution) else value
        for field, value in its["set"]
    }
    value, state = its["value"], its["state"]
    if state == "completed" and value is None:
        state = "pruned"
    heard = {its["epoch"]: math.nan if value is None else float(value)}
    return create_trial(
        state={
            "completed": TrialState.COMPLETE,
            "pruned": TrialState.PRUNED,
            "failed": TrialState.FAIL,
            "running": TrialState.RUNNING,
        }[state],
        value=float(value) if state == "completed" else None,
        params=params,
        distributions={field: spaces[field] for field in params},
        intermediate_values=heard if state in ("completed", "pruned") else None,
        system_attrs=noted,
    )


# What samplers noted of the trials of each study.
notes = {}


def answer_to(asked):
    its = notes.setdefault(asked["study"], {})
    past = []
    for number, trial in enumerate(asked["trials"]):
        if asked["sampler"] == "cmaes" and number not in its:
            its[number] = draw(asked, number, past)[1]
        past.append(as_trial(asked, trial, its.get(number)))
    chosen, its[len(past)] = draw(asked, len(past), past)
    return [[field, value] for field, value in chosen.items()]


for line in sys.stdin:
    if not line.strip():
        continue
    question = json.loads(line)
    try:
        answer(type="drawn", id=question["id"], set=answer_to(question))
    except Exception as error:
        answer(type="failed", id=question["id"], told=f"{type(error).__name__}: {error}"[:500])
