"""What may be asked of the sessions of a hall, on the day that is decided for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from whynext.mastery import information as mastery
from whynext.planning.schedule import of_sessions, of_students
from whynext.planning.schedule.notes import NOTES
from whynext.planning.schedule.sessions import HALLS, OPTIONS, PAST, TAUGHT
from whynext.process.information import Argument, Grain, Information, Schema, Sensitivity, Type

SOURCES: Mapping[str, Schema] = {"halls": HALLS, "hall_notes": NOTES}
"""What a store holds of halls: what each is, and what is noted of its days."""

COMPUTED: Mapping[str, Schema] = {"hall_skills": TAUGHT, "hall_past": PAST}
"""What the engine works out of decisions: which skills students may be taught, which sessions they had."""

# What may be asked ---------------------------------------------------------------------------------------

_DAYS = Argument("so many days before the day that is decided for", default=7.0, unit="days")
_NO_SESSION = "for what is no session of a hall"
_session = partial(
    Information, grain=Grain.OPTION, category="resource", needs=("halls",), missing=_NO_SESSION
)
_of_both = partial(Information, grain=Grain.STUDENT_OPTION, category="plan")
_of_student = partial(Information, grain=Grain.STUDENT, category="plan")
_HAD = ("halls", "hall_notes", "hall_past")

_OF_SESSIONS: tuple[Information, ...] = (
    _session(
        name="session_period",
        sentence="In which period the session is.",
        type=Type.WORD,
        view=of_sessions.part(0),
        needs=(),
    ),
    _session(
        name="session_modality",
        sentence="How the session is taught.",
        type=Type.WORD,
        view=of_sessions.part(1),
        needs=(),
    ),
    _session(
        name="session_skill",
        sentence="The skill of the session.",
        type=Type.WORD,
        view=of_sessions.part(2),
        needs=(),
    ),
    _session(
        name="session_activity",
        sentence="How the session is taught together with its skill: the lesson, whatever the period.",
        type=Type.WORD,
        view=of_sessions.activity,
        needs=(),
    ),
    _session(
        name="session_hall",
        sentence="In which hall the session is.",
        type=Type.WORD,
        view=of_sessions.of_kind("hall"),
    ),
    _session(
        name="session_starts",
        sentence="When the session starts: so many minutes after midnight.",
        type=Type.NUMBER,
        view=of_sessions.of_kind("starts"),
        unit="minutes",
        low=0.0,
    ),
    _session(
        name="session_minutes",
        sentence="How long the session is.",
        type=Type.NUMBER,
        view=of_sessions.of_kind("minutes"),
        unit="minutes",
        low=0.0,
    ),
    _session(
        name="session_smallest",
        sentence="How many students such a session takes at least; 0 where they work singly.",
        type=Type.NUMBER,
        view=of_sessions.of_kind("smallest"),
        unit="students",
        low=0.0,
    ),
    _session(
        name="session_largest",
        sentence="How many students such a session takes at most; 0 where they work singly.",
        type=Type.NUMBER,
        view=of_sessions.of_kind("largest"),
        unit="students",
        low=0.0,
    ),
    _session(
        name="session_with_teacher",
        sentence="Whether each such session has a teacher of its own.",
        type=Type.TRUTH,
        view=of_sessions.of_kind("teacher"),
    ),
    _session(
        name="session_with_peers",
        sentence="Whether the session lives from other students.",
        type=Type.TRUTH,
        view=of_sessions.of_kind("peers"),
    ),
    _session(
        name="session_on_screen",
        sentence="Whether the session is spent before a screen.",
        type=Type.TRUTH,
        view=of_sessions.of_kind("screen"),
    ),
    _session(
        name="session_area",
        sentence="The open area in which the session is.",
        type=Type.WORD,
        view=of_sessions.of_kind("area"),
        missing="where it is held in areas of one session each",
    ),
    _session(
        name="session_area_seats",
        sentence="How many seats the session's open area has on the day; 0 if it is closed.",
        type=Type.NUMBER,
        view=of_sessions.area_seats,
        needs=("halls", "hall_notes"),
        unit="seats",
        low=0.0,
        missing="where it is held in areas of one session each",
    ),
    _session(
        name="session_areas",
        sentence="The areas in which such a session can be held on the day, each with its seats.",
        type=Type.WORD,
        view=of_sessions.areas,
        needs=("halls", "hall_notes"),
        missing="where it is held in an open area",
    ),
    _session(
        name="session_zones",
        sentence="In which part of the hall its open area is, or each area in which it can be held.",
        type=Type.WORD,
        view=of_sessions.zones,
        missing="where nobody has said",
    ),
    _session(
        name="session_teachers",
        sentence="Who may give such a session on the day.",
        type=Type.WORD,
        view=of_sessions.teachers,
        needs=("halls", "hall_notes", "skills"),
        missing="where it needs no teacher",
    ),
    _session(
        name="session_teacher_load",
        sentence="How many sessions a day each of those gives at most, where that is bounded.",
        type=Type.WORD,
        view=of_sessions.loads,
        needs=("halls", "hall_notes", "skills"),
        missing="where it needs no teacher",
    ),
)

_OF_BOTH: tuple[Information, ...] = (
    _of_both(
        name="session_mastery",
        sentence="How far the student has mastered the skill of the session.",
        type=Type.NUMBER,
        view=of_students.of_skill("mastery", "option"),
        needs=("estimates", "mastery_priors"),
        category="achievement",
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the skill has neither an estimate nor a prior",
    ),
    _of_both(
        name="session_ready",
        sentence="Whether the student has mastered every skill that the session's directly builds on.",
        type=Type.TRUTH,
        view=of_students.of_skill("prerequisites_mastered", "option"),
        needs=("estimates", "mastery_priors", "prerequisites"),
        category="achievement",
        missing="none is known to be below the bar, but some has neither an estimate nor a prior",
        arguments={"bar": mastery.BAR},
    ),
    _of_both(
        name="session_failures",
        sentence="How many exit slips on the skill of the session the student has missed in a row.",
        type=Type.NUMBER,
        view=of_students.of_skill("failures_in_a_row", "given"),
        needs=("assessments",),
        category="achievement",
        unit="assessments",
        low=0.0,
        arguments={"pass_mark": mastery.PASS_MARK},
    ),
    _of_both(
        name="session_in_grade_band",
        sentence="Whether the student's grade is within the grades of the skill, or not far beside them.",
        type=Type.TRUTH,
        view=of_students.in_grade_band,
        needs=("students", "skills"),
        category="background",
        missing="the grade of the student, or those of the skill, are not known",
        arguments={"bands": Argument("so many grades beside them count too", default=0.0, unit="grades")},
    ),
    _of_both(
        name="session_present",
        sentence="Whether the student is there in the period of the session, on the day.",
        type=Type.TRUTH,
        view=of_students.present,
        needs=("halls", "hall_notes"),
        category="behaviour",
        missing=_NO_SESSION,
    ),
    _of_both(
        name="session_suits",
        sentence="Whether the session and its areas are for a student of these accommodations.",
        type=Type.TRUTH,
        view=of_students.suits,
        needs=("halls", "profile"),
        category="accommodation",
        missing=_NO_SESSION,
    ),
    _of_both(
        name="session_locked",
        sentence="Whether the session fits what a person has locked for the student in its period.",
        type=Type.TRUTH,
        view=of_students.locked,
        needs=("halls", "hall_notes"),
        category="wish",
        missing="nothing is locked for the student in the period",
    ),
    _of_both(
        name="session_same_as_last",
        sentence="Whether the student had this lesson on the latest day, and nobody asks for it again.",
        type=Type.TRUTH,
        view=of_students.same_as_last,
        needs=_HAD,
    ),
    _of_both(
        name="session_times_lately",
        sentence="How many sessions taught in this way the student had in the days before.",
        type=Type.NUMBER,
        view=of_students.times_lately,
        needs=_HAD,
        unit="sessions",
        low=0.0,
        arguments={"days": _DAYS},
    ),
    _of_both(
        name="session_planned",
        sentence="Whether this session is planned for the student already.",
        type=Type.TRUTH,
        view=of_students.planned,
        needs=("hall_past",),
    ),
    _of_both(
        name="session_planned_teacher",
        sentence="Who is to give this session to the student, as it is planned already.",
        type=Type.WORD,
        view=of_students.planned_with("led_by"),
        needs=("hall_past",),
        missing="it is not planned for the student, or needs no teacher",
    ),
    _of_both(
        name="session_planned_area",
        sentence="Where the student is to have this session, as it is planned already.",
        type=Type.WORD,
        view=of_students.planned_with("held_in"),
        needs=("hall_past",),
        missing="it is not planned for the student",
    ),
    _of_both(
        name="session_last_modality",
        sentence="How the student's latest session on this skill was taught.",
        type=Type.WORD,
        view=of_students.last_modality,
        needs=_HAD,
        missing="the student had no session on the skill yet",
    ),
)

_OF_STUDENTS: tuple[Information, ...] = (
    _of_student(
        name="attends_hall",
        sentence="Whether the student attends a hall on the day, and is there in one period of it at least.",
        type=Type.TRUTH,
        view=of_students.attends,
        needs=("halls", "hall_notes", "enrolments"),
        category="enrolment",
    ),
    _of_student(
        name="kept_apart_from",
        sentence="The students with whom the student must not share a session.",
        type=Type.WORD,
        view=of_students.kept_apart_from,
        needs=("halls", "hall_notes"),
        category="accommodation",
        sensitivity=Sensitivity.SENSITIVE,
    ),
    _of_student(
        name="adult_contacts_lately",
        sentence="How many sessions with a teacher the student had in the days before.",
        type=Type.NUMBER,
        view=of_students.adult_contacts,
        needs=_HAD,
        unit="sessions",
        low=0.0,
        arguments={"days": _DAYS},
    ),
    _of_student(
        name="screen_minutes_lately",
        sentence="How many minutes before a screen the student's sessions had in the days before.",
        type=Type.NUMBER,
        view=of_students.screen_minutes,
        needs=_HAD,
        unit="minutes",
        low=0.0,
        step=10.0,
        arguments={"days": _DAYS},
    ),
    _of_student(
        name="hall_advisory",
        sentence="The student's advisory group; where none is recorded, the section.",
        type=Type.WORD,
        view=of_students.advisory,
        needs=("halls", "enrolments", "profile"),
        category="enrolment",
        missing="the student attends no hall, and no advisory group is recorded",
    ),
)

INFORMATION: tuple[Information, ...] = (*_OF_SESSIONS, *_OF_BOTH, *_OF_STUDENTS)
"""What may be asked of halls."""

__all__ = ["COMPUTED", "INFORMATION", "OPTIONS", "SOURCES"]
