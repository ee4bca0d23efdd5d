"""Who proposes, decides, approves and overrides: where a decision stands, and who may act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.process.agent import (
    Act,
    Acted,
    Agent,
    Deadline,
    Does,
    Silence,
    State,
    may_act,
    parse_deadline,
    standing,
)

BERLIN = ZoneInfo("Europe/Berlin")
MADE = datetime(2026, 9, 14, 14, 0, tzinfo=UTC)  # 16:00 at the school

ALGORITHM_PROPOSES = Agent("algorithm", Does.PROPOSES)
ALGORITHM_DECIDES = Agent("algorithm", Does.DECIDES)
TEACHER_MAY_OVERRIDE = Agent("teacher", Does.MAY_OVERRIDE, until=Deadline("07:30"))
FAMILY_IS_INFORMED = Agent("family", Does.IS_INFORMED)


def student_decides(
    silence: Silence = Silence.STANDS, until: str = "20:00", among: int | None = None
) -> Agent:
    return Agent("student", Does.DECIDES, among=among, until=Deadline(until), silence=silence)


def teacher_approves(silence: Silence = Silence.STANDS, until: str | None = "2 days") -> Agent:
    return Agent("teacher", Does.APPROVES, until=Deadline(until) if until else None, silence=silence)


def after(hours: float) -> datetime:
    return MADE + timedelta(hours=hours)


def act(did: Acted, role: str, hours: float, *chosen: str, reason: str = "") -> Act:
    return Act(did, role, "kim", after(hours), chosen, reason)


COUNT = (Acted.CHOSE, Acted.APPROVED, Acted.DECLINED, Acted.OVERRODE, Acted.CARRIED_OUT)
CHOSEN = act(Acted.CHOSE, "student", 1, "count")
TOO_LATE = act(Acted.CHOSE, "student", 5, "count")
BY_TEACHER = act(Acted.CHOSE, "teacher", 1, "count")
OVERRIDE = act(Acted.OVERRODE, "teacher", 2, "count")
DONE, DONE_EARLY = (act(Acted.CARRIED_OUT, "student", hours) for hours in (20, 1))


def stands(agents, acts=(), hours: float = 0.0, asks: str = "", chosen=("add",)):
    return standing(agents, chosen, asks, acts, MADE, after(hours), BERLIN)


class TestDeadlines:
    @pytest.mark.parametrize(
        ("text", "made", "expected"),
        [
            ("07:30", "2026-09-14T16:00+02:00", "2026-09-15T07:30+02:00"),
            ("20:00", "2026-09-14T16:00+02:00", "2026-09-14T20:00+02:00"),
            ("16:00", "2026-09-14T16:00+02:00", "2026-09-15T16:00+02:00"),
            ("3 hours", "2026-03-29T01:30+01:00", "2026-03-29T05:30+02:00"),
            ("1 day", "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00"),
            ("2 days", "2026-10-24T16:00+02:00", "2026-10-26T16:00+01:00"),
            ("1 week", "2026-02-25T08:00+01:00", "2026-03-04T08:00+01:00"),
        ],
    )
    def test_a_deadline_is_reckoned_in_school_time(self, text: str, made: str, expected: str) -> None:
        found, _ = parse_deadline(text)
        assert found is not None
        assert found.after(datetime.fromisoformat(made), BERLIN) == datetime.fromisoformat(expected)

    @pytest.mark.parametrize(
        ("text", "made", "day", "expected"),
        [
            # Friday afternoon for Monday: until Monday morning; a choice of the evening has the weekend.
            ("07:30", "2026-09-11T16:00+02:00", "2026-09-14", "2026-09-14T07:30+02:00"),
            ("20:00", "2026-09-11T16:00+02:00", "2026-09-14", "2026-09-13T20:00+02:00"),
            ("20:00", "2026-09-14T16:00+02:00", "2026-09-15", "2026-09-14T20:00+02:00"),
            # For the day itself, and made after the time: the next one.
            ("15:00", "2026-09-14T10:00+02:00", "2026-09-14", "2026-09-14T15:00+02:00"),
            ("07:30", "2026-09-14T10:00+02:00", "2026-09-14", "2026-09-15T07:30+02:00"),
        ],
    )
    def test_a_time_of_day_is_that_before_noon_of_the_day_decided_for(
        self, text: str, made: str, day: str, expected: str
    ) -> None:
        """Whoever may change tomorrow's plan can do so until it begins, over a weekend too."""
        found, _ = parse_deadline(text)
        assert found is not None
        until = found.after(datetime.fromisoformat(made), BERLIN, date.fromisoformat(day))
        assert until == datetime.fromisoformat(expected)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "24:00",
            "7:30",
            "07:60",
            "2 month",
            "two days",
            "0 days",
            "99999999999 days",
            "07:30\n",
            "-1 days",
        ],
    )
    def test_what_is_no_deadline_is_refused(self, text: str) -> None:
        found, problems = parse_deadline(text, "line 3")
        assert found is None
        assert '"07:30"' in problems[0].valid


class TestStanding:
    @pytest.mark.parametrize(
        ("agents", "acts", "hours", "state", "chosen", "waiting_for"),
        [
            # an algorithm alone
            ([ALGORITHM_DECIDES], [], 0, State.IN_FORCE, ("add",), ""),
            ([ALGORITHM_DECIDES, FAMILY_IS_INFORMED], [], 0, State.IN_FORCE, ("add",), ""),
            ([ALGORITHM_PROPOSES], [], 0, State.PROPOSED, ("add",), ""),
            # a person decides
            ([student_decides()], [], 1, State.PROPOSED, ("add",), "student"),
            ([student_decides()], [CHOSEN], 1, State.IN_FORCE, ("count",), ""),
            ([student_decides()], [CHOSEN], 0.5, State.PROPOSED, ("add",), "student"),
            ([student_decides()], [BY_TEACHER], 2, State.PROPOSED, ("add",), "student"),
            # silence
            ([student_decides()], [], 4, State.IN_FORCE, ("add",), ""),
            ([student_decides()], [], 3.99, State.PROPOSED, ("add",), "student"),
            ([student_decides(Silence.LAPSES)], [], 4, State.LAPSED, (), ""),
            ([student_decides(Silence.ESCALATES)], [], 4, State.ESCALATED, ("add",), "leader"),
            ([student_decides(Silence.ESCALATES), teacher_approves()], [], 4,
             State.ESCALATED, ("add",), "teacher"),
            ([student_decides(Silence.LAPSES)], [TOO_LATE], 6, State.LAPSED, (), ""),
            # approval in order
            ([ALGORITHM_PROPOSES, teacher_approves()], [], 1, State.PROPOSED, ("add",), "teacher"),
            ([student_decides(), teacher_approves()], [CHOSEN], 2,
             State.PROPOSED, ("count",), "teacher"),
            ([student_decides(), teacher_approves()],
             [CHOSEN, act(Acted.APPROVED, "teacher", 2)], 3,
             State.IN_FORCE, ("count",), ""),
            ([teacher_approves()], [act(Acted.DECLINED, "teacher", 2)], 3, State.DECLINED, (), ""),
            ([teacher_approves(Silence.LAPSES)], [], 48, State.LAPSED, (), ""),
            ([teacher_approves(until=None)], [], 5_000, State.PROPOSED, ("add",), "teacher"),
            # override
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], [OVERRIDE], 3,
             State.OVERRIDDEN, ("count",), ""),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], [OVERRIDE], 1,
             State.IN_FORCE, ("add",), ""),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], [act(Acted.OVERRODE, "teacher", 16, "count")], 17,
             State.IN_FORCE, ("add",), ""),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], [act(Acted.OVERRODE, "student", 2, "count")], 3,
             State.IN_FORCE, ("add",), ""),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE],
             [OVERRIDE, act(Acted.OVERRODE, "teacher", 3, "divide")], 4,
             State.OVERRIDDEN, ("divide",), ""),
            # carried out
            ([ALGORITHM_DECIDES], [DONE], 21, State.CARRIED_OUT, ("add",), ""),
            ([student_decides()], [DONE_EARLY], 2, State.PROPOSED, ("add",), "student"),
        ],
    )  # fmt: skip
    def test_it_follows_from_agents_acts_and_time(
        self, agents, acts, hours, state, chosen, waiting_for
    ) -> None:
        found = stands(agents, acts, hours)
        assert (found.state, found.chosen, found.waiting_for) == (state, chosen, waiting_for)

    def test_who_was_asked_chooses(self) -> None:
        asked = stands([ALGORITHM_DECIDES], asks="teacher")
        assert (asked.state, asked.chosen, asked.waiting_for) == (State.ASKS, (), "teacher")
        answered = stands([ALGORITHM_DECIDES], [act(Acted.CHOSE, "teacher", 2, "count")], 3, asks="teacher")
        assert (answered.state, answered.chosen, answered.by) == (State.IN_FORCE, ("count",), "teacher kim")

    @pytest.mark.parametrize(
        ("did", "chosen", "state", "result"),
        [
            (Acted.CHOSE, ("count",), State.IN_FORCE, ("count",)),
            (Acted.APPROVED, (), State.IN_FORCE, ("add",)),
            (Acted.DECLINED, (), State.DECLINED, ()),
        ],
    )
    def test_whom_it_escalated_to_can_settle_it(self, did, chosen, state, result) -> None:
        """Otherwise a silent student would leave a decision open for ever."""
        agents = [ALGORITHM_PROPOSES, student_decides(Silence.ESCALATES), teacher_approves()]
        found = stands(agents, [act(did, "teacher", 5, *chosen)], 6)
        assert (found.state, found.chosen) == (state, result)

    def test_until_when_it_can_be_overridden_is_told(self) -> None:
        found = stands([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE])
        assert found.until == datetime(2026, 9, 15, 5, 30, tzinfo=UTC)
        assert stands([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], hours=16).until is None

    @given(
        st.lists(
            st.builds(
                Agent,
                st.sampled_from(["algorithm", "student", "teacher", "mentor"]),
                st.sampled_from(list(Does)),
                until=st.sampled_from([None, Deadline("07:30"), Deadline("20:00"), Deadline("2 days")]),
                silence=st.sampled_from(list(Silence)),
            ),
            min_size=1,
            max_size=4,
        ),
        st.sampled_from(["", "teacher"]),
        st.lists(st.floats(0, 100), min_size=2, max_size=6).map(sorted),
    )
    def test_it_only_moves_forward_in_time(self, agents, asks: str, hours: list[float]) -> None:
        """Without acts: what is settled stays settled."""
        steps = [stands(agents, hours=hour, asks=asks) for hour in hours]
        settled = {State.IN_FORCE, State.LAPSED, State.ESCALATED}
        for earlier, later in pairwise(steps):
            if earlier.state in settled:
                assert (later.state, later.chosen) == (earlier.state, earlier.chosen)

    @given(st.permutations([0, 1, 2]), st.floats(0, 60))
    def test_acts_of_the_future_do_not_count(self, order, hours: float) -> None:
        acts = [
            act(Acted.CHOSE, "student", 1, "count"),
            act(Acted.APPROVED, "teacher", 10),
            act(Acted.OVERRODE, "mentor", 30, "divide"),
        ]
        agents = [student_decides(), teacher_approves(), Agent("mentor", Does.MAY_OVERRIDE)]
        past = [each for each in acts if each.at <= after(hours)]
        assert stands(agents, acts, hours) == stands(agents, past, hours)


def problems(
    agents,
    wanted: Act,
    acts=(),
    asks: str = "",
    offered=("add", "count"),
    considered=("add", "count", "divide"),
):
    present = standing(agents, ("add",), asks, acts, MADE, wanted.at, BERLIN)
    return [each.what for each in may_act(agents, asks, present, wanted, MADE, BERLIN, offered, considered)]


class TestMayAct:
    @pytest.mark.parametrize(
        ("agents", "wanted"),
        [
            ([student_decides()], act(Acted.CHOSE, "student", 1, "count")),
            ([teacher_approves()], act(Acted.APPROVED, "teacher", 1)),
            ([teacher_approves()], act(Acted.DECLINED, "teacher", 1)),
            (
                [ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE],
                act(Acted.OVERRODE, "teacher", 1, "divide", reason="ready"),
            ),
            ([ALGORITHM_DECIDES], act(Acted.CARRIED_OUT, "student", 1)),
            (
                [student_decides(Silence.ESCALATES), teacher_approves()],
                act(Acted.CHOSE, "teacher", 5, "count"),
            ),
        ],
    )
    def test_what_is_due_may_be_done_and_then_counts(self, agents, wanted: Act) -> None:
        before = standing(agents, ("add",), "", (), MADE, wanted.at, BERLIN)
        assert problems(agents, wanted) == []
        assert standing(agents, ("add",), "", [wanted], MADE, wanted.at, BERLIN) != before

    @pytest.mark.parametrize(
        ("agents", "wanted", "said"),
        [
            ([student_decides()], act(Acted.CHOSE, "teacher", 1, "count"), "waits for student"),
            ([ALGORITHM_DECIDES], act(Acted.CHOSE, "student", 1, "count"), "waits for nobody"),
            ([student_decides()], act(Acted.CHOSE, "student", 1), "nothing was chosen"),
            ([student_decides()], act(Acted.CHOSE, "student", 1, "divide"), "«divide» is not among"),
            ([student_decides(among=1)], act(Acted.CHOSE, "student", 1, "count"), "«count» is not among"),
            ([student_decides()], act(Acted.CHOSE, "student", 1, "add", "add"), "chosen twice"),
            ([student_decides()], act(Acted.APPROVED, "student", 1), "«approved» is no answer"),
            ([teacher_approves()], act(Acted.CHOSE, "teacher", 1, "add"), "«chose» is no answer"),
            ([student_decides(Silence.LAPSES)], act(Acted.CHOSE, "student", 5, "count"), "lapsed"),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], act(Acted.OVERRODE, "student", 1, "add", reason="x"),
             "student may not override"),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], act(Acted.OVERRODE, "teacher", 16, "add", reason="x"),
             "the time to override ended on 2026-09-15 07:30"),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], act(Acted.OVERRODE, "teacher", 1, "add", reason="  "),
             "an override needs a reason"),
            ([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], act(Acted.OVERRODE, "teacher", 1, "fly", reason="x"),
             "«fly» is not among"),
            ([student_decides()], act(Acted.CARRIED_OUT, "student", 1), "only what is in force"),
        ],
    )  # fmt: skip
    def test_what_is_not_is_refused_with_the_reason(self, agents, wanted: Act, said: str) -> None:
        assert any(said in each for each in problems(agents, wanted)), problems(agents, wanted)

    def test_who_was_asked_may_take_any_option_that_was_considered(self) -> None:
        assert problems([ALGORITHM_DECIDES], act(Acted.CHOSE, "teacher", 1, "divide"), asks="teacher") == []
        assert problems([ALGORITHM_DECIDES], act(Acted.APPROVED, "teacher", 1), asks="teacher")

    def test_what_was_carried_out_cannot_be_changed(self) -> None:
        done = [act(Acted.CARRIED_OUT, "student", 1)]
        wanted = act(Acted.OVERRODE, "teacher", 2, "count", reason="late")
        assert (
            "can no longer be changed" in problems([ALGORITHM_DECIDES, TEACHER_MAY_OVERRIDE], wanted, done)[0]
        )

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(COUNT),
                st.sampled_from(["student", "teacher", "mentor"]),
                st.sampled_from([(), ("add",), ("divide",)]),
                st.floats(0, 60),
            ),
            max_size=6,
        )
    )
    def test_every_act_that_may_be_recorded_is_an_act_that_counts(self, wishes) -> None:
        """No dangling record: what the door lets in changes where the decision stands, or repeats it."""
        agents = [
            ALGORITHM_PROPOSES,
            student_decides(Silence.ESCALATES),
            teacher_approves(),
            TEACHER_MAY_OVERRIDE,
        ]
        recorded: list[Act] = []
        for did, role, chosen, hours in sorted(wishes, key=lambda wish: wish[3]):
            wanted = act(did, role, hours, *chosen, reason="because")
            if problems(agents, wanted, recorded) or did in (Acted.SHOWN, Acted.CONTESTED):
                continue  # to see and to object is recorded, and changes nothing by itself
            before = standing(agents, ("add",), "", recorded, MADE, wanted.at, BERLIN)
            recorded.append(wanted)
            now = standing(agents, ("add",), "", recorded, MADE, wanted.at, BERLIN)
            repeated = did is Acted.OVERRODE and before.state is State.OVERRIDDEN and before.chosen == chosen
            assert now != before or repeated
