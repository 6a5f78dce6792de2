"""Advice on standardising is given only where it helps, and never fails."""

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.explain.scaling import scaling_of
from gd.tables.dataset import read_csv
from tests.experiments.test_scenarios import built_in


def test_a_badly_scaled_table_is_told_what_standardising_does() -> None:
    unscaled = built_in("unscaled")
    made = lambda settings: built_in("unscaled", scale=settings.scale)  # noqa: E731
    scaling = scaling_of(unscaled, made)
    assert scaling is not None
    assert "The condition number is" in scaling.sentence
    assert 0.1 < scaling.rate < 2
    assert scaling_of(built_in("unscaled", scale=True, learning_rate=0.1), made) is None
    assert scaling_of(built_in("parabola"), made) is None


def test_a_column_that_cannot_be_standardised_is_no_failure() -> None:
    table = read_csv(b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n")

    def made(settings: Settings) -> Experiment:
        return prepare(settings, table)

    plain = Settings(problem="table", target="y", features=("a", "c"), init="zeros")
    assert scaling_of(made(plain), made) is None
