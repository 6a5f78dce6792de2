"""What people call a setting is understood where that is sure; otherwise the nearest name is offered."""

from dataclasses import replace

import pytest

from gd.experiments.keys import LOOKS
from gd.experiments.link import from_link, to_link
from gd.experiments.near import CHOICE_WORDS, KEY_WORDS, MOST_TOLD, did_you_mean, understood
from gd.experiments.scenarios import SCENARIOS, TUTORIAL, defaults
from gd.experiments.settings import kinds
from gd.optimizers import OPTIMIZERS
from gd.schedules import SCHEDULES


@pytest.mark.parametrize("problem", SCENARIOS)
def test_a_problem_has_the_names_that_the_page_shows(problem: str) -> None:
    one = SCENARIOS[problem]
    for name in (problem, one.title, one.short, one.title.partition(":")[0], one.title.upper()):
        assert from_link({"problem": [name]}) == (defaults(problem), [])


@pytest.mark.parametrize(("number", "problem"), list(enumerate(TUTORIAL, 1)))
def test_a_problem_has_the_number_that_the_page_shows(number: int, problem: str) -> None:
    assert from_link({"problem": [str(number)]}) == (defaults(problem), [])


@pytest.mark.parametrize("number", ["0", "8", "9"])
def test_the_problems_that_the_page_does_not_number_have_no_number(number: str) -> None:
    assert from_link({"problem": [number]})[1] != []


@pytest.mark.parametrize("key", ["learning_rate", "learning-rate", "Learning rate", "LR", "rate", "eta", "η", "Η"])
def test_the_learning_rate_has_many_names(key: str) -> None:
    assert from_link({key: ["0.25"]}) == (replace(defaults("parabola"), learning_rate=0.25), [])


@pytest.mark.parametrize(
    ("key", "word", "name"),
    [
        ("rule", "SGD", "plain"),
        ("optimizer", "Gradient descent", "plain"),
        ("optimiser", "heavy-ball", "momentum"),
        ("rule", "exact line search", "linesearch"),
        ("rule", "Nesterov", "nesterov"),
        ("rule", "RMS_prop", "rmsprop"),
        ("schedule", "inverse time", "inverse"),
        ("scheduler", "None", "constant"),
        ("schedule", "cosine annealing", "cosine"),
        ("init", "random", "normal"),
        ("initial weights", "Zero", "zeros"),
        ("goal", "max", "maximise"),
        ("reduction", "average", "mean"),
        ("standardise", "true", "1"),
        ("drop_first", "no", "0"),
    ],
)
def test_a_choice_has_the_words_that_people_use(key: str, word: str, name: str) -> None:
    (found,) = understood({key: [word]}).values()
    assert found == [name]


@pytest.mark.parametrize("options", [("rule", OPTIMIZERS), ("schedule", SCHEDULES)], ids=["rule", "schedule"])
def test_an_optimizer_and_a_schedule_are_called_by_their_titles_too(options: tuple[str, dict]) -> None:
    key, known = options
    for name, one in known.items():
        assert understood({key: [one.title]}) == {key: [name]}


def test_a_formula_alone_means_the_problem_that_a_person_types() -> None:
    settings, refused = from_link({"formula": ["x^2 + 3x"]})
    assert (settings.problem, settings.formula, refused) == ("function", "x^2 + 3x", [])
    assert from_link({"f": ["x^2"], "problem": ["line"]})[0].problem == "line"


def test_the_links_own_name_counts_before_others_and_they_are_named() -> None:
    settings, refused = from_link({"rate": ["0.5"], "lr": ["0.25"], "eta": ["1"]})
    assert settings.learning_rate == 0.25
    assert refused == [
        f"“{key}” in the link is not a setting of this page. Did you mean “lr”?" for key in ("rate", "eta")
    ]


@pytest.mark.parametrize(
    ("key", "word", "near"),
    [
        ("problem", "ravin", "ravine"),
        ("problem", "bwol", "parabola"),
        ("problem", "hubbel", "line"),
        ("rule", "adagard", "adagrad"),
        ("schedule", "exponetial", "exponential"),
        ("init", "ranodm", "normal"),
    ],
)
def test_a_misspelt_choice_is_not_taken_but_the_nearest_offered(key: str, word: str, near: str) -> None:
    settings, refused = from_link({key: [word]})
    assert settings == defaults("parabola")
    assert len(refused) == 1
    assert refused[0].endswith(f"; its default is used. Did you mean “{near}”?")


def test_a_misspelt_key_is_not_taken_but_the_nearest_offered() -> None:
    assert from_link({"epchs": ["7"]}) == (
        defaults("parabola"),
        ["“epchs” in the link is not a setting of this page. Did you mean “epochs”?"],
    )


@pytest.mark.parametrize("word", ["", "#", "nope", "<script>", "ж" * 10_000, "\0", "🙂"])
def test_what_is_near_nothing_gets_no_offer(word: str) -> None:
    assert did_you_mean(word) == did_you_mean(word, "problem") == did_you_mean(word, "lr") == ""


def test_no_word_stands_for_two_names() -> None:
    def clashes(words: dict[str, tuple[str, ...]]) -> list[str]:
        every = [word for name, also in words.items() for word in {name, *also}]
        return [word for word in every if every.count(word) > 1]

    assert clashes({name: tuple(also) for name, also in KEY_WORDS.items()}) == []
    for choices in CHOICE_WORDS.values():
        assert clashes({name: tuple(also) for name, also in choices.items()}) == []
    assert KEY_WORDS.keys() <= kinds().keys() | set(LOOKS)
    of_settings = "problem", "rule", "schedule", "init", "goal", "reduction"
    assert {name for key in of_settings for name in CHOICE_WORDS[key]} <= {
        *SCENARIOS, *OPTIMIZERS, *SCHEDULES, "normal", "zeros", "ones", "given", "minimise", "maximise", "sum", "mean"
    }  # fmt: skip


@pytest.mark.parametrize("problem", SCENARIOS)
def test_what_the_page_writes_is_left_as_it_is(problem: str) -> None:
    link = {key: [text] if isinstance(text, str) else text for key, text in to_link(defaults(problem)).items()}
    assert understood(link) == link


def test_of_very_many_unknown_keys_only_the_first_are_compared_with_known_ones() -> None:
    _, refused = from_link({f"epoch{k}s": ["7"] for k in range(MOST_TOLD + 5)})
    assert ["Did you mean" in sentence for sentence in refused] == MOST_TOLD * [True] + 5 * [False]
