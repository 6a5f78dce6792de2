"""`python -m tests.experiments.fingerprints`: the fingerprint of each old link and of runs that rounding decides.

They are printed as JSON, so that another process can see what other processors' arithmetic makes of them.
"""

import json

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.fingerprint import fingerprint
from tests.experiments.old_links import lines
from tests.experiments.test_old_links import settings_of, table_of

DIVERGED = [
    "v=1&problem=parabola&lr=1.5&epochs=2000",
    "v=1&problem=ravine&lr=0.2&epochs=5000",
    "v=1&problem=unscaled&lr=0.001&epochs=1000",
    "v=1&problem=valley&lr=5.0&epochs=50",
]
"""These end where the next number would be too large."""
NO_VALUE = ["v=1&problem=function&f=log(x)+%2B+x&w0=0.3&lr=0.2&epochs=50", "v=1&problem=function&f=sqrt(x)&w0=1&lr=0.7"]
"""These end where J has no value."""
LEFT_TO_ROUNDING = [
    "v=1&problem=function&f=sin(5x)+%2B+0.1x^2&w0=1.3&lr=1.7&epochs=3000",  # leaps about for ever
    "v=1&problem=function&f=cos(3a)*sin(2b)+%2B+0.05(a^2+%2B+b^2)&w0=1,2&lr=2.5&epochs=5000",
    "v=1&problem=ravine&w0=4.1,-1.1&lr=0.1&epochs=120",  # along the floor, but for rounding, which grows 1.5-fold
    "v=1&problem=ravine&rule=adam&lr=0.5&epochs=20000",
    "v=1&problem=unscaled&scale=1&rule=rmsprop&lr=0.3&epochs=20000",
    "v=1&problem=ravine&rule=linesearch&epochs=3000",
    "v=1&problem=line&rule=adam&lr=50.0&epochs=9000",
    "v=1&problem=dummy-trap&rule=adagrad&lr=0.5&epochs=3000",
    "v=1&problem=line&lr=10.0&epochs=400&batch=5",  # diverges, and enlarges a nudge ten million times
    "v=1&problem=parabola&lr=0.3&epochs=900",  # 0 but for the smallest numbers
    "v=1&problem=function&f=(exp(x)+-+1)^2&w0=1&lr=0.1&epochs=3000",  # where exp(x) is 1 but for rounding
]
"""Where these end, or what of it isn't 0, depends on the last digits."""


def experiment_of(link: str) -> Experiment:
    settings = settings_of(link)
    return prepare(settings, table_of(settings.problem))


def links() -> list[str]:
    return [*(link for link, _ in lines()), *DIVERGED, *NO_VALUE, *LEFT_TO_ROUNDING]


if __name__ == "__main__":
    made = [experiment_of(link) for link in links()]
    print(json.dumps([fingerprint(one, one.run()) for one in made]))
