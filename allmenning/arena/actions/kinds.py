"""The open format: which lists a file of the arena holds, and which fields a row of each has."""

from collections.abc import Mapping

from django.db.models import Model

from allmenning.accounts.models import User
from allmenning.arena.actions.columns import (
    ABOUT,
    CONTENT,
    NUMBER,
    TAGS,
    THEMES,
    RowKind,
    day,
    may_be,
    moment,
    must_be,
    refers,
    slug,
    text,
    texts,
    whole,
    yes_no,
)
from allmenning.arena.models import (
    Appeal,
    Attachment,
    Case,
    CaseRevision,
    Citation,
    Claim,
    ClaimFinding,
    Decision,
    Flag,
    Guidance,
    GuidanceRevision,
    JournalHelp,
    LegalReference,
    Lesson,
    Post,
    PostRevision,
    Question,
    Replication,
    Reuse,
    StudyAuthor,
    Tag,
    Thread,
)
from allmenning.arena.models.words import (
    Channel,
    ClaimRelation,
    Direction,
    EvidenceKind,
    Ground,
    Language,
    Licence,
    Outcome,
    Speaker,
    Stage,
    State,
    Visibility,
)
from allmenning.evidence.actions.fields import Field, Kind
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.register.models import Body

FORMAT = "allmenning-arena"
VERSION = 1

CONTRIBUTION = (
    refers("owner", Body, required=True),
    refers("author", User),
    must_be("language", Language),
    text("title", 200, required=True),
    THEMES,
    TAGS,
    may_be("visibility", Visibility, Visibility.MEMBERS),
    day("opens_on"),
    may_be("state", State, State.PUBLISHED),
    texts("held_for"),
    moment("created_at", required=True),
    moment("published_at"),
    moment("changed_at", required=True),
)
CONTEXT = (
    whole("population"),
    text("kostra_group", 5),
    whole("centrality_class", 1, 10),
    Field("staff", "staff", Kind.NUMBER, smallest=0, largest=9999),
    day("context_date", required=True),
)
SAID = (refers("by", User), moment("at", required=True))
ABOUT_ONE = (refers("thread", Thread), refers("post", Post))
SORTED: Mapping[str, type[Model]] = {"@themes": Theme, "@tags": Tag}

TAG = RowKind("tags", Tag, (slug(60),), (text("name", 60, required=True), texts("synonyms")))
LEGAL_REFERENCE = RowKind(
    "legal_references",
    LegalReference,
    (slug(100),),
    (
        *(Field(f"name.{code}", f"name_{code}", longest=300) for code in ("nb", "nn", "en")),
        *(Field(f"description.{code}", f"description_{code}") for code in ("nb", "nn", "en")),
        refers("whole", LegalReference),
        text("part", 60),
        Field("is_verified", "is_verified", Kind.YES_NO, default=True),
        Field("address", "address", Kind.ADDRESS, longest=500),
        day("valid_from"),
        day("valid_to"),
        refers("replaced_by", LegalReference),
        text("source", 300, required=True),
        day("read_date", required=True),
    ),
    later=("whole", "replaced_by"),
)
GUIDANCE = RowKind(
    "guidance",
    Guidance,
    (slug(120),),
    (
        *CONTRIBUTION,
        text("summary", required=True),
        text("text"),
        Field("address", "address", Kind.ADDRESS, longest=500),
        day("dated_date", required=True),
        Field("is_day_known", "is_day_known", Kind.YES_NO, default=True),
        day("review_date", required=True),
        Field("is_review_told", "is_review_told", Kind.YES_NO, default=True),
        text("how_read", 300),
        may_be("status", Guidance.Status, Guidance.Status.CURRENT),
        refers("replaced_by", Guidance),
        yes_no("is_invented"),
    ),
    later=("replaced_by",),
    many=SORTED,
)
CASE = RowKind(
    "cases",
    Case,
    (slug(120),),
    (
        *CONTRIBUTION,
        *CONTEXT,
        text("problem", required=True),
        text("done", required=True),
        text("result"),
        may_be("evidence_kind", EvidenceKind),
        text("failed"),
        text("advice"),
        whole("hours"),
        whole("cost_nok"),
        texts("channels", Channel),
        texts("purposes"),
        day("started_date"),
        day("ended_date"),
        must_be("stage", Stage),
        text("contact_role", 100, required=True),
        text("contact_email", 254),
        day("confirmed_date", required=True),
        text("reason", 300),
        moment("reminded_at"),
        refers("copied_from", Case),
        yes_no("is_invented"),
    ),
    later=("copied_from",),
    many=SORTED,
)
QUESTION = RowKind(
    "questions",
    Question,
    (slug(120),),
    (
        *CONTRIBUTION,
        text("text", required=True),
        moment("routed_at"),
        moment("first_answer_at"),
        moment("escalated_at"),
        refers("accepted", Post),
        moment("closed_at"),
        text("reason", 300),
        refers("became_case", Case),
        refers("became_guidance", Guidance),
        yes_no("is_invented"),
    ),
    later=("accepted",),
    many=SORTED,
)
CLAIM = RowKind(
    "claims",
    Claim,
    (refers("case", Case, required=True), NUMBER),
    (
        refers("theme", Theme, required=True),
        text("text", 300, required=True),
        must_be("direction", Direction),
        text("magnitude", 100),
        yes_no("own_measurement"),
    ),
    counted=True,
)
CLAIM_FINDING = RowKind(
    "claim_findings",
    ClaimFinding,
    (refers("claim", Claim, required=True), refers("finding", Finding, required=True)),
    (
        must_be("relation", ClaimRelation),
        text("rationale", 500, required=True),
        texts("reasons"),
        *SAID,
    ),
)
REPLICATION = RowKind(
    "replications",
    Replication,
    (refers("case", Case, required=True), refers("body", Body, required=True)),
    (must_be("outcome", Outcome), text("note", 2000, required=True), *CONTEXT, *SAID),
)
REUSE = RowKind(
    "reuses",
    Reuse,
    (refers("case", Case, required=True), refers("body", Body, required=True)),
    (moment("at", required=True),),
)
ATTACHMENT = RowKind(
    "attachments",
    Attachment,
    (refers("case", Case, required=True), text("sha256", 64, required=True)),
    (
        text("name", 150, required=True),
        text("title", 150, required=True),
        text("media_type", 100, required=True),
        must_be("licence", Licence),
        text("alt", 500),
        texts("warnings"),
        moment("at", required=True),
        CONTENT,
    ),
)
CASE_REVISION = RowKind(
    "case_revisions",
    CaseRevision,
    (refers("case", Case, required=True), Field("number", "number", Kind.INTEGER, required=True)),
    (Field("content", "@object"), *SAID),
)
GUIDANCE_REVISION = RowKind(
    "guidance_revisions",
    GuidanceRevision,
    (refers("guidance", Guidance, required=True), *CASE_REVISION.key[1:]),
    (text("note", 300), *CASE_REVISION.fields),
)
CITATION = RowKind(
    "citations",
    Citation,
    (
        refers("reference", LegalReference, required=True),
        refers("guidance", Guidance),
        refers("case", Case),
    ),
    (),
)
THREAD = RowKind("threads", Thread, (ABOUT,), (yes_no("is_locked"),))
POST = RowKind(
    "posts",
    Post,
    (refers("thread", Thread, required=True), NUMBER),
    (
        refers("author", User),
        refers("body", Body),
        may_be("speaks_as", Speaker, Speaker.MEMBER),
        refers("answers_to", Post),
        yes_no("is_answer"),
        must_be("language", Language),
        text("text"),
        may_be("state", State, State.PUBLISHED),
        texts("held_for"),
        moment("created_at", required=True),
        moment("edited_at"),
        moment("told_at"),
        text("reason", 300),
        yes_no("is_invented"),
    ),
    counted=True,
    later=("answers_to",),
)
POST_REVISION = RowKind(
    "post_revisions",
    PostRevision,
    (refers("post", Post, required=True), NUMBER),
    (text("text"), *SAID),
    counted=True,
)
STUDY_AUTHOR = RowKind(
    "study_authors",
    StudyAuthor,
    (refers("study", Study, required=True), refers("person", User, required=True)),
    (text("verified_how", 200, required=True), *SAID),
)
JOURNAL_HELP = RowKind(
    "journal_help",
    JournalHelp,
    (refers("thread", Thread, required=True),),
    (
        yes_no("is_case_document"),
        yes_no("is_in_or_out"),
        yes_no("has_value"),
        text("note", 1000),
        *SAID,
    ),
)
FLAG = RowKind(
    "flags",
    Flag,
    (NUMBER,),
    (*ABOUT_ONE, must_be("ground", Ground), text("text", 1000), *SAID, moment("settled_at")),
    counted=True,
)
DECISION = RowKind(
    "decisions",
    Decision,
    (NUMBER,),
    (
        *ABOUT_ONE,
        must_be("kind", Decision.Kind),
        may_be("ground", Ground),
        text("reasons", 2000),
        texts("held_for"),
        moment("since"),
        *SAID,
        refers("seconded_by", User),
        moment("seconded_at"),
        moment("declined_at"),
    ),
    counted=True,
)
APPEAL = RowKind(
    "appeals",
    Appeal,
    (refers("decision", Decision, required=True),),
    (
        text("text", 2000, required=True),
        *SAID,
        may_be("outcome", Appeal.Outcome, Appeal.Outcome.OPEN),
        text("answer", 2000),
        refers("answered_by", User),
        moment("answered_at"),
    ),
)
LESSON = RowKind(
    "lessons",
    Lesson,
    (text("source", 60, required=True),),
    (text("text", required=True), yes_no("is_spam"), moment("at", required=True)),
)

KINDS = (
    TAG,
    LEGAL_REFERENCE,
    GUIDANCE,
    CASE,
    QUESTION,
    CLAIM,
    CLAIM_FINDING,
    REPLICATION,
    REUSE,
    ATTACHMENT,
    CASE_REVISION,
    GUIDANCE_REVISION,
    CITATION,
    THREAD,
    POST,
    POST_REVISION,
    STUDY_AUTHOR,
    JOURNAL_HELP,
    FLAG,
    DECISION,
    APPEAL,
    LESSON,
)
"""In the order in which rows can refer to rows before them; `later` waits for the end."""

BY_MODEL: dict[type[Model], RowKind] = {kind.model: kind for kind in KINDS}
