"""The database itself refuses that an exercise and a live channel meet, whoever writes to it.

A delivery carries the workspace of its event and of its account, and none of them ever changes it.
The statements are run by a migration: changing them takes a new migration, and so does a migration
after which SQLite has made one of the tables anew.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "an exercise and a live channel may not meet"
DELIVERY, EVENT, ACCOUNT = "delivery_delivery", "delivery_event", "delivery_channelaccount"

DIFFERS = (
    f"EXISTS (SELECT 1 FROM {EVENT} WHERE id = NEW.event_id AND workspace <> NEW.workspace) "  # noqa: S608 - our own names
    f"OR EXISTS (SELECT 1 FROM {ACCOUNT} WHERE id = NEW.account_id AND workspace <> NEW.workspace)"
)
CHANGES = "NEW.workspace <> OLD.workspace"
# A restore brings deliveries before their events, so the event looks at what it finds.
CAME_LATER = (
    f"EXISTS (SELECT 1 FROM {DELIVERY} "  # noqa: S608 - our own names
    "WHERE event_id = NEW.id AND workspace <> NEW.workspace)"
)
# Name, when, table, condition.
RULES = [
    ("put", "INSERT", DELIVERY, DIFFERS),
    ("moved", "UPDATE OF workspace, event_id, account_id", DELIVERY, DIFFERS),
    ("changed", "UPDATE OF workspace", EVENT, CHANGES),
    ("changed", "UPDATE OF workspace", ACCOUNT, CHANGES),
    ("came", "INSERT", EVENT, CAME_LATER),
]


def put(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _sqlite() if connection.vendor == "sqlite" else _postgresql())


def lift(connection: BaseDatabaseWrapper) -> None:
    for name, _when, table, _condition in RULES:
        made = _name(table, name)
        if connection.vendor == "sqlite":
            _run(connection, [f"DROP TRIGGER IF EXISTS {made}"])
        else:
            _run(connection, [f"DROP FUNCTION IF EXISTS {made}() CASCADE"])


def _name(table: str, name: str) -> str:
    return f"{table}_{name}_workspace"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, name)} BEFORE {when} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, when, table, condition in RULES
    ]


def _postgresql() -> list[str]:
    """Each rule asks inside the function, since WHEN of PostgreSQL takes no subquery."""
    function = (
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    trigger = (
        "CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return [
        statement.format(name=_name(table, name), when=when, table=table, condition=condition)
        for name, when, table, condition in RULES
        for statement in (function, trigger)
    ]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
