"""Shorter specifications: what neighbouring layers have in common stands once, in a layer around them."""

from itertools import groupby, takewhile
from typing import Any

from gd.charts.style import Spec


def nested(spec: Spec) -> Spec:
    """The specification of the same picture in which neighbours' common rows and first transforms stand once."""
    layers: list[Spec] = []
    for _, neighbours in groupby(spec.get("layer", ()), key=_begins):
        layers += _around(list(neighbours))
    return {**spec, "layer": layers} if layers else spec


def _begins(layer: Spec) -> Any:
    """The rows of a layer and its first transform."""
    return layer.get("data"), layer.get("transform", ())[:1]


def _around(layers: list[Spec]) -> list[Spec]:
    """A layer around these, which begin with the same transform; or themselves, if there is nothing to be saved."""
    each = zip(*(layer.get("transform", ()) for layer in layers), strict=False)
    common = [first for first, *_ in takewhile(lambda those: those.count(those[0]) == len(those), each)]
    if len(layers) == 1 or not common:
        return layers
    inner = [
        {key: part for key, part in layer.items() if key != "data"} | {"transform": layer["transform"][len(common) :]}
        for layer in layers
    ]
    around = {key: part for key, part in layers[0].items() if key == "data"}
    return [around | {"transform": common, "layer": inner}]
