"""Times the reference's own scoring functions.

usage: reference.py CHECKOUT < QUESTIONS

CHECKOUT is a checkout of Etalon (Metron); of it, metrics/metric_utils.py alone is loaded, which needs numpy and nothing
else. QUESTIONS is JSON: {"rounds": n, "questions": [{"kind", "file", "requests", "tokensPerRequest", ...}]}, where a file
holds the requests' intervals in nanoseconds one after another, as little-endian doubles. The answer is JSON: for each
question the processor time of one thread in milliseconds, the median of the rounds, and the result.
"""

import importlib.util
import json
import statistics
import sys
from pathlib import Path
from time import thread_time
from types import ModuleType
from typing import Callable, Iterator

try:
    import numpy
except ImportError:
    sys.exit("the reference needs numpy: apt-get install python3-numpy, or pip install numpy")

NAMES = ("etalon", "metron")
# As many requests as are held as Python's lists at a time: a million tokens take 32 MB.
BATCH = 1000

Requests = list[list[float]]
Timed = tuple[float, float]


def load(checkout: Path) -> ModuleType:
    for name in NAMES:
        path = checkout / name / "metrics" / "metric_utils.py"
        if path.is_file():
            spec = importlib.util.spec_from_file_location("reference", path)
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    wanted = " or ".join(f"{name}/metrics/metric_utils.py" for name in NAMES)
    sys.exit(f"{checkout} is no checkout of the reference: it has no {wanted}")


def batches(question: dict) -> Iterator[Requests]:
    """The intervals in seconds, which is what the reference takes."""
    tokens = question["tokensPerRequest"]
    for first in range(0, question["requests"], BATCH):
        count = min(BATCH, question["requests"] - first)
        values = numpy.fromfile(question["file"], "<f8", count * tokens, offset=8 * first * tokens)
        assert values.size == count * tokens, f"{question['file']} is too short"
        yield (values / 1e9).reshape(count, tokens).tolist()


def miss_rate(reference: ModuleType, question: dict) -> Timed:
    seconds = missed = total = 0
    for requests in batches(question):
        first = [question["firstSeconds"]] * len(requests)
        each = [question["eachSeconds"]] * len(requests)
        started = thread_time()
        _, more_missed, more_total = reference.get_service_level_deadline_miss_rate(requests, first, each)
        seconds += thread_time() - started
        missed += more_missed
        total += more_total
    return seconds, missed / total


def gaps_of(question: dict) -> Requests:
    return [intervals[1:] for requests in batches(question) for intervals in requests]


def fluid_rate(reference: ModuleType, question: dict) -> Timed:
    gaps = gaps_of(question)
    means = [statistics.fmean(each) for each in gaps]
    started = thread_time()
    _, _, rate = reference.get_throughput_metrics(means, gaps)
    return thread_time() - started, float(rate)


def acceptance_curve(reference: ModuleType, question: dict) -> Timed:
    gaps = gaps_of(question)
    started = thread_time()
    values = reference.get_deadline_miss_rate_for_target_tbt_values(
        gaps, question["targetsSeconds"], question["quantile"]
    )
    return thread_time() - started, float(values[question["read"]])


KINDS: dict[str, Callable[[ModuleType, dict], Timed]] = {
    "miss rate": miss_rate,
    "fluid rate": fluid_rate,
    "acceptance curve": acceptance_curve,
}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: reference.py CHECKOUT < QUESTIONS")
    reference = load(Path(sys.argv[1]))
    asked = json.load(sys.stdin)
    answers = []
    for question in asked["questions"]:
        rounds = [KINDS[question["kind"]](reference, question) for _ in range(asked["rounds"])]
        answers.append({"ms": 1e3 * statistics.median(seconds for seconds, _ in rounds), "result": rounds[0][1]})
    python = ".".join(map(str, sys.version_info[:3]))
    print(json.dumps({"python": python, "numpy": numpy.__version__, "answers": answers}))


main()
