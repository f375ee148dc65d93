"""Guards that hold across tables (rules.md §1): the region of a child is its parent's.

PostgreSQL: composite foreign keys and a trigger. SQLite, which cannot add a foreign key to a
table that stands: triggers that refuse the same states.
"""

from django.db import migrations

# child table, its columns, parent table, the parent's columns
COMPOSITE = (
    ("roadmap_executor", ("agency_id", "region_id"), "accounts_agency", ("id", "region_id")),
    ("roadmap_executor", ("party_id", "region_id"), "roadmap_party", ("id", "region_id")),
    ("roadmap_standing", ("party_id", "region_id"), "roadmap_party", ("id", "region_id")),
    ("roadmap_report", ("agency_id", "region_id"), "accounts_agency", ("id", "region_id")),
    ("roadmap_comment", ("agency_id", "region_id"), "accounts_agency", ("id", "region_id")),
    ("roadmap_measure", ("direction_id", "roadmap_id"), "roadmap_direction", ("id", "roadmap_id")),
    ("accounts_user", ("agency_id", "region_id"), "accounts_agency", ("id", "region_id")),
)
OUTSIDE_TERM = """
    SELECT 1 FROM roadmap_measure m JOIN roadmap_roadmap r ON r.id = m.roadmap_id
    WHERE m.id = NEW.measure_id AND (NEW.starts_on < r.starts_on OR NEW.due_on > r.ends_on)
"""
POSTGRESQL_TERM = f"""
    CREATE FUNCTION roadmap_occurrence_in_term() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS ({OUTSIDE_TERM}) THEN
            RAISE EXCEPTION 'occurrence_in_term' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER occurrence_in_term BEFORE INSERT OR UPDATE OF starts_on, due_on
    ON roadmap_occurrence FOR EACH ROW EXECUTE FUNCTION roadmap_occurrence_in_term();
"""  # noqa: S608 -- constants of this file


def guard_name(child, columns):
    return f"{child}_{columns[0].removesuffix('_id')}_{columns[1].removesuffix('_id')}"


def add(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for child, columns, parent, parent_columns in COMPOSITE:
        name = guard_name(child, columns)
        if vendor == "postgresql":
            schema_editor.execute(
                f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
                f"REFERENCES {parent} ({', '.join(parent_columns)})"
            )
            continue
        for moment in ("INSERT", f"UPDATE OF {', '.join(columns)}"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{moment[:6].lower()} BEFORE {moment} ON {child} "
                f"WHEN NEW.{columns[0]} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE "
                f"p.{parent_columns[0]} = NEW.{columns[0]} AND p.{parent_columns[1]} = NEW.{columns[1]}) "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_TERM)
        return
    for moment in ("INSERT", "UPDATE OF starts_on, due_on"):
        schema_editor.execute(
            f"CREATE TRIGGER occurrence_in_term_{moment[:6].lower()} BEFORE {moment} ON roadmap_occurrence "
            f"WHEN EXISTS ({OUTSIDE_TERM}) BEGIN SELECT RAISE(ABORT, 'occurrence_in_term'); END"
        )


def remove(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for child, columns, *_parent in COMPOSITE:
        name = guard_name(child, columns)
        if vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {child} DROP CONSTRAINT {name}")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}_insert")
            schema_editor.execute(f"DROP TRIGGER {name}_update")
    if vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER occurrence_in_term ON roadmap_occurrence")
        schema_editor.execute("DROP FUNCTION roadmap_occurrence_in_term()")
    else:
        schema_editor.execute("DROP TRIGGER occurrence_in_term_insert")
        schema_editor.execute("DROP TRIGGER occurrence_in_term_update")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0001_initial"), ("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
