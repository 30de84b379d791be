"""Find the mistakes that give exactly a student's wrong numbers, among all that are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from minigrad.exercises.answers import Answer, agree
from minigrad.exercises.fact import Fact
from minigrad.exercises.facts import facts_of
from minigrad.exercises.grading import Report, ask
from minigrad.exercises.library import FormId, Known, mistakes, wrong_answers
from minigrad.exercises.mistakes.mistake import Form, combined
from minigrad.exercises.passing_facts import left_over, starts_over
from minigrad.exercises.rivals import told_apart
from minigrad.exercises.time_limit import TookTooLongError
from minigrad.exercises.watching import quietly

CLOSE = 1e-6  # relative; a mistake in another style of code differs by rounding alone
GRAPHS = 4  # whose nodes are looked at to tell mistakes apart
MANY = 4  # rivals that would be listed, which says nothing any more
CANDIDATES = 20  # groups of forms that explain most answers by themselves
PAIRS = 400  # that are tried; they take half a second

Answers = Mapping[tuple[str, str], Answer]  # by test function and question
Alike = tuple[FormId, ...]  # forms that give the same answers


class Match(NamedTuple):
    """A mistake that gives the student's answer wherever it gives a wrong one."""

    mistake: str
    questions: frozenset[tuple[str, str]]  # those that it answers wrongly


class Diagnosis(NamedTuple):
    """What explains all wrong answers: one mistake, one of several, some together, or nothing.

    Where no mistakes do, `facts` are what was seen to be wrong; those of known mistakes are in
    `mistakes` too. Beside errors, which say themselves what they are, a mistake may explain all
    wrong numbers.
    """

    mistakes: tuple[Match, ...] = ()
    are_together: bool = False
    facts: tuple[Fact, ...] = ()
    is_beside: bool = False

    @property
    def names(self) -> set[str]:
        return {match.mistake for match in self.mistakes}


def diagnose(report: Report) -> Diagnosis:
    """Compare all answers of the student with those of every form of every mistake.

    What is not written yet is not compared.
    """
    failing = frozenset(each.key for each in report.wrong_and_written)
    if not failing:
        return Diagnosis()
    if report.exercise.is_hunt:
        return Diagnosis(facts=facts_of(report))
    got = {each.key: each.got for each in report.observations if not each.is_unwritten}
    known = wrong_answers(report.exercise, report.seed)
    alone, refuted = _alone(report, got, known, failing)
    if len(alone) == 1:
        return _with_what_is_left(alone[0], report, failing)
    facts, known_ids = facts_of(report), mistakes(report.exercise.folder)
    if 1 < len(alone) < MANY:
        ids = {fact.id for fact in facts}
        return Diagnosis(tuple(each for each in alone if each.mistake in ids) or alone)
    seen = {fact.id for fact in facts if fact.id in known_ids}
    matches = [each for each in _matches(got, known) if each.mistake not in refuted]
    pairs = _pairs_that_fit(report, got, known)
    both = [Match(mistake, failing) for mistake in pairs.pop()] if len(pairs) == 1 else []
    # Where several pairs fit, mistakes that between them explain all answers are a guess.
    together = tuple(both) if both or pairs else _together(matches, failing)
    # What is seen and has no name is a better answer than names that nobody has tried together.
    is_sure = bool(both) or len(seen) == len(facts)
    if together and is_sure and seen <= {match.mistake for match in together}:
        return Diagnosis(together, are_together=True)
    facts += _told_by_words(report, matches, facts)
    named = tuple(Match(fact.id, failing) for fact in facts if fact.id in known_ids)
    if not facts and (beside := _beside_errors(report, got, known)):
        return Diagnosis((beside,), is_beside=True)
    return Diagnosis(named, are_together=len(named) > 1, facts=facts)


def _beside_errors(report: Report, got: Answers, known: Known) -> Match | None:
    """The only mistake that explains all wrong numbers, where some answers are no numbers."""
    errors = {each.key for each in report.wrong_and_written if each.failure and each.failure.code}
    failing = frozenset(each.key for each in report.wrong_and_written) - errors
    if not errors or not failing:
        return None
    numbers = {question: answer for question, answer in got.items() if question not in errors}
    alone, _ = _alone(report, numbers, known, failing)
    return alone[0] if len(alone) == 1 else None


def _told_by_words(
    report: Report, matches: Sequence[Match], facts: Sequence[Fact]
) -> tuple[Fact, ...]:
    """A mistake beside facts that shows in words alone, such as `n × n or more` multiplications."""
    words = {
        each.key
        for each in report.wrong
        if all(isinstance(x, str) for x in each.expected) and each.names
    }
    told = {fact.id for fact in facts}
    found = [each.mistake for each in matches if each.questions <= words]
    return (Fact(found[0]),) if facts and len(found) == 1 and found[0] not in told else ()


def _with_what_is_left(
    match: Match, report: Report, failing: frozenset[tuple[str, str]]
) -> Diagnosis:
    """The mistake, and beside it what zero_grad() leaves, which the numbers may not show."""
    is_asked = any("zero_grad" in each.then for each in report.observations)
    if not is_asked or not report.answers:
        return Diagnosis((match,))
    library = mistakes(report.exercise.folder)
    try:
        with quietly():
            value = report.answers["Value"]
            facts = left_over(value)
            forms = [form()["Value"] for form in library[match.mistake].forms] if facts else []
            own = {fact.id for each in forms for fact in left_over(each)}
            # A pass that starts over by itself needs no zero_grad(), if that is not the mistake.
            if starts_over(value) and not any(map(starts_over, forms)):
                return Diagnosis((match,))
    except (Exception, SystemExit, TookTooLongError):
        return Diagnosis((match,))
    if not facts or own:
        return Diagnosis((match,))
    both = (Fact(match.mistake), *facts)
    named = tuple(Match(fact.id, failing) for fact in both if fact.id in library)
    return Diagnosis(named, are_together=len(named) > 1, facts=both)


def _alone(
    report: Report, got: Answers, known: Known, failing: frozenset[tuple[str, str]]
) -> tuple[tuple[Match, ...], set[str]]:
    """The mistakes that explain all wrong answers, and those that further questions refute."""
    forms: dict[str, list[Form]] = {}
    for (mistake, number), answers in known.items():
        wrong = {question: answer for question, answer in answers.items() if question in got}
        if wrong.keys() == failing and _all_agree(got, wrong):
            forms.setdefault(mistake, []).append(
                mistakes(report.exercise.folder)[mistake].forms[number]
            )
    left = _told_apart(report, forms)
    return tuple(
        Match(mistake, failing) for mistake in forms if mistake in left
    ), forms.keys() - left


def _told_apart(report: Report, forms: Mapping[str, Sequence[Form]]) -> set[str]:
    if not forms or not report.answers or report.was_stopped:
        return set(forms)
    try:
        with quietly():
            return told_apart(_programs(report), report.answers, forms)
    except TookTooLongError:
        return set(forms)


def _programs(report: Report) -> list[str]:
    """The first graphs that came out wrong, if the exercise is to write an engine."""
    if "Value" not in report.exercise.needs:
        return []
    programs = dict.fromkeys(each.program for each in report.wrong if each.program)
    return list(programs)[:GRAPHS] or ["y = a * b"]


def _matches(got: Answers, known: Known) -> list[Match]:
    """Each mistake at most once, by the form that answers most questions wrongly."""
    found: dict[str, Match] = {}
    for (mistake, _), answers in known.items():
        wrong = {question: answer for question, answer in answers.items() if question in got}
        if wrong and _all_agree(got, wrong):
            match = Match(mistake, frozenset(wrong))
            if mistake not in found or len(found[mistake].questions) < len(wrong):
                found[mistake] = match
    return list(found.values())


def _all_agree(got: Answers, answers: Answers) -> bool:
    return all(agree(got[question], each, CLOSE) for question, each in answers.items())


def _together(matches: Sequence[Match], failing: frozenset[tuple[str, str]]) -> tuple[Match, ...]:
    """The fewest mistakes that explain all wrong answers between them, if they do."""
    chosen: list[Match] = []
    missing = failing
    while matches and missing:
        best = max(matches, key=lambda match: len(match.questions & missing))
        if not best.questions & missing:
            break
        chosen.append(best)
        missing -= best.questions
    return () if missing else tuple(chosen)


# -------------------------------------------------------------------- two mistakes in one code


def _pairs_that_fit(report: Report, got: Answers, known: Known) -> set[tuple[str, str]]:
    """Every two mistakes whose code gives all of the student's numbers."""
    if not report.answers:  # what fits by chance could not be told apart
        return set()
    alike = _alike(known)
    found: dict[str, list[Form]] = {}
    for one, other in _pairs(report, known, alike):
        if _both(report, got, one[0], other[0]):
            for first, second in product(alike[one], alike[other]):
                form = _both(report, got, first, second)
                if form and first[0] != second[0]:
                    found.setdefault(" ".join(sorted((first[0], second[0]))), []).append(form)
    return {(names.split()[0], names.split()[1]) for names in _told_apart(report, found)}


def _alike(known: Known) -> dict[Alike, list[FormId]]:
    """Forms that give the same wrong answers; of each mistake the first one."""
    groups: dict[tuple[object, ...], list[FormId]] = {}
    for form, answers in known.items():
        key = tuple((question, _rounded(answer)) for question, answer in answers.items())
        group = groups.setdefault(key, [])
        if form[0] not in (mistake for mistake, _ in group):
            group.append(form)
    return {tuple(group): group for group in groups.values()}


def _rounded(answer: Answer) -> tuple[object, ...]:
    return tuple(x if isinstance(x, str) else f"{x:.6e}" for x in answer)


def _pairs(report: Report, known: Known, alike: Iterable[Alike]) -> list[tuple[Alike, Alike]]:
    """Two groups that show in all failing questions, and hardly in others; the likeliest first.

    One of the two has to explain some wrong answers by itself.
    """
    got = {each.key: each.got for each in report.wrong_and_written}
    wrong = {group: known[group[0]].keys() for group in alike}
    explained = {
        group: sum(
            question in got and agree(got[question], answer, CLOSE)
            for question, answer in known[group[0]].items()
        )
        for group in wrong
    }
    first = sorted((g for g in wrong if explained[g]), key=lambda g: -explained[g])[:CANDIDATES]
    ranked = []
    for one, other in product(first, wrong):
        shown = wrong[one] | wrong[other]
        if one is not other and shown >= got.keys():
            surplus = len(shown - got.keys())
            ranked.append((surplus, -explained[one] - explained[other], one, other))
    ranked.sort(key=lambda row: row[:2])
    unordered = {frozenset((one, other)): (one, other) for _, _, one, other in reversed(ranked)}
    return list(unordered.values())[::-1][:PAIRS]


def _both(report: Report, got: Answers, one: FormId, other: FormId) -> Form | None:
    """The two forms in one, if they can be, and if that gives all of the student's answers."""
    library = mistakes(report.exercise.folder)
    forms = (library[mistake].forms[number] for mistake, number in (one, other))
    form = combined(*forms)
    return form if form and _explains(form, report, got) else None


def _explains(form: Form, report: Report, got: Answers) -> bool:
    """Test by test, those first that the student's code fails."""
    failed = dict.fromkeys(each.part for each in report.wrong_and_written)
    answers = form()
    for part in dict.fromkeys((*failed, *report.exercise.points)):
        numbers = {each.key: each.got for each in ask(report.exercise, answers, report.seed, part)}
        own = {question: answer for question, answer in got.items() if question[0] == part}
        if not own.keys() <= numbers.keys() or not _all_agree(numbers, own):
            return False
    return True
