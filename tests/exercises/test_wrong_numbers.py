"""Wrong numbers are told by what the code does, in whatever style; the transcripts are golden."""

import pytest

from minigrad.exercises.library import mistakes
from minigrad.exercises.operations import OPERATIONS
from tests.exercises.rewrites import REWRITES, rewritten
from tests.exercises.transcripts import SHOWN, TRANSCRIPTS, all_of_them
from tests.exercises.wrong_numbers import SUBMISSIONS

QUICK = SUBMISSIONS[::12]


def assert_said(submission, code=""):
    text = " ".join(submission.feedback(code).text.split())
    place = 0
    for sentence in submission.says:
        assert sentence in text[place:], f"{submission.about}:\n{text}"
        place = text.index(sentence, place)


@pytest.mark.parametrize("submission", QUICK, ids=lambda each: each.about)
def test_a_wrong_number_is_told_by_its_cause_after_any_rewriting(submission):
    assert_said(submission, rewritten(submission.code, *REWRITES))


@pytest.mark.slow
@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda each: each.about)
def test_a_cause_is_the_same_in_every_style(submission):
    assert_said(submission)
    told = submission.feedback().diagnosis
    for rewrite in REWRITES:
        again = submission.feedback(rewritten(submission.code, rewrite)).diagnosis
        assert again.names == told.names, rewrite.__name__
        assert [each.cause for each in again.facts] == [each.cause for each in told.facts]


@pytest.mark.slow
def test_the_transcripts_are_current():
    assert all_of_them() == TRANSCRIPTS.read_text(encoding="utf-8"), (
        "run: python -m tests.exercises.transcripts"
    )


@pytest.mark.parametrize("each", SHOWN[::10], ids=lambda each: getattr(each, "about", str(each)))
def test_a_transcript_is_current(each):
    assert each.transcript in TRANSCRIPTS.read_text(encoding="utf-8")


def test_no_fact_has_the_name_of_a_mistake_by_accident():
    assert not {f"rule-of-{key}" for key in OPERATIONS} & set(mistakes())
