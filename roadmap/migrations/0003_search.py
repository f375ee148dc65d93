"""Indexes behind the search (api.md *Filters*, `search`): of the words that rows keep.

PostgreSQL: GIN over the words as they are stored, without a parser or an extension. SQLite: FTS5
tables that hold no text of their own, kept by triggers. Its tokenizer is the simplest, because the
words are folded and split already: any other would split by letters as its own release knows them.
"""

from django.db import migrations

TABLES = ("roadmap_measure", "roadmap_measuretext", "roadmap_report")


def add(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE INDEX {table}_words ON {table} "
                "USING gin (array_to_tsvector(string_to_array(ltrim(words), ' ')))"
            )
            continue
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {table}_words USING fts5(words, content='{table}', content_rowid='id', "
            "tokenize=\"ascii tokenchars '.'\", prefix='2 3')"
        )
        schema_editor.execute(f"INSERT INTO {table}_words({table}_words) VALUES('rebuild')")
        dropped = f"INSERT INTO {table}_words({table}_words, rowid, words) VALUES('delete', OLD.id, OLD.words)"
        added = f"INSERT INTO {table}_words(rowid, words) VALUES(NEW.id, NEW.words)"
        for name, moment, statements in (
            ("insert", "INSERT", (added,)),
            ("delete", "DELETE", (dropped,)),
            ("update", "UPDATE OF words", (dropped, added)),
        ):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_words_{name} AFTER {moment} ON {table} BEGIN {'; '.join(statements)}; END"
            )


def remove(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {table}_words")
            continue
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER {table}_words_{name}")
        schema_editor.execute(f"DROP TABLE {table}_words")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_guards")]
    operations = [migrations.RunPython(add, remove)]
