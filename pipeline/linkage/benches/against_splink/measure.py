"""Precision, recall and F1 of pairs and of clusters, and the peak memory of this process."""

import csv
import resource
from collections import Counter

import numpy


def truth_of(path):
    """Person by record, and how many pairs are of one person."""
    with open(path, newline="", encoding="utf-8") as file:
        person = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(file)}
    counts = Counter(person.values())
    return person, sum(count * (count - 1) // 2 for count in counts.values())


def f1(right, found, true_pairs):
    """F1 from the pairs found, those of them that are right, and all true pairs."""
    return 2 * right / (found + true_pairs) if found + true_pairs else 0.0


def best_of_pairs(lefts, rights, weights, person, true_pairs):
    """The best F1 over all thresholds: (F1, weight, wrong pairs, missed pairs)."""
    is_right = numpy.fromiter(
        (person[left] == person[right] for left, right in zip(lefts, rights)), dtype=bool, count=len(lefts)
    )
    weights = numpy.asarray(weights, dtype=float)
    order = numpy.argsort(-weights, kind="stable")
    right = numpy.cumsum(is_right[order])
    found = numpy.arange(1, len(order) + 1)
    scores = 2 * right / (found + true_pairs)
    best = int(numpy.argmax(scores))
    return scores[best], weights[order][best], int(found[best] - right[best]), int(true_pairs - right[best])


def of_clusters(cluster_of, person, true_pairs):
    """F1 of the pairs within clusters: (F1, wrong pairs, missed pairs)."""
    both = Counter((cluster, person[record]) for record, cluster in cluster_of.items())
    clusters = Counter(cluster_of.values())
    right = sum(count * (count - 1) // 2 for count in both.values())
    found = sum(count * (count - 1) // 2 for count in clusters.values())
    return f1(right, found, true_pairs), found - right, true_pairs - right


def peak_gib():
    """Peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def processor_seconds():
    """Processor seconds of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
