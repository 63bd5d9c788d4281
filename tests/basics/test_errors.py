"""What a problem says, and how several of them are put together."""

from bundlinje.basics.errors import InputError, Problem, input_error, nearest
from bundlinje.basics.texts import Text


def test_a_problem_names_file_line_and_key() -> None:
    problem = Problem(Text("forkert.", "wrong."), "sag.yaml", 7, "costs.team.amount")
    assert problem.to("da") == "sag.yaml:7: costs.team.amount: forkert."
    assert problem.to("en") == "sag.yaml:7: costs.team.amount: wrong."


def test_what_is_not_known_is_left_out() -> None:
    assert Problem(Text("forkert.", "wrong.")).to("da") == "forkert."
    assert Problem(Text("forkert.", "wrong."), "sag.yaml").to("da") == "sag.yaml: forkert."
    assert Problem(Text("forkert.", "wrong."), line=3, key="id").to("da") == "3: id: forkert."


def test_problems_stand_in_the_order_of_the_file() -> None:
    text = Text("x", "x")
    error = InputError(Problem(text, "a", line) for line in (9, None, 2))
    assert [problem.line for problem in error.problems] == [None, 2, 9]
    assert error.to("da").count("\n") == 2


def test_one_problem() -> None:
    error = input_error("forkert.", "wrong.", file="a", key="b")
    assert error.to("da") == "a: b: forkert."
    assert str(error) == "a: b: wrong."


def test_the_nearest_valid_name() -> None:
    assert nearest("komune", ["stat", "kommune"]).da == "Mente du kommune?"
    assert nearest("xyz", ["stat", "kommune"]).da == "Mulige: stat, kommune."
    assert nearest("xyz", []).en == "There are none to choose from."
    many = nearest("xyz", [f"navn-{n}" for n in range(50)]).da
    assert many.endswith("navn-19 ….")
