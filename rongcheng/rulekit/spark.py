"""The same facts and rules on a Spark cluster: SQL of Spark, from Parquet to Parquet.

PySpark is not among the packages installed by default (``docs/rules.md`` says how to add it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .engine import amount_column, statement
from .facts import Subject
from .frames import query
from .rules import Rule
from .screened import AWARDS, DECISIONS, note


def session(master: str = "local[1]") -> Any:
    """A Spark session; Java is that of ``JAVA_HOME`` or of the path.

    Raises:
        ImportError: PySpark is not installed.
    """
    from pyspark.sql import SparkSession

    asked = (
        SparkSession.builder.master(master)
        .appName("rongcheng")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
    )
    if master.startswith("local"):  # the usual 200 parts are for clusters; here each costs time
        asked = asked.config("spark.sql.shuffle.partitions", "4")
    return asked.getOrCreate()


def facts_of(spark: Any, subject: Subject, tables: Mapping[str, Path | str], as_of: date) -> Any:
    """The facts of a subject as a Spark frame; ``tables`` are Parquet files or folders."""
    for name, path in tables.items():
        spark.read.parquet(str(path)).createOrReplaceTempView(name)
    said: list[str] = []
    if "stated" in tables:
        own = spark.table("stated").where(f"subject = '{subject.name}'")
        said = sorted(row[0] for row in own.select("fact").distinct().collect())
    return spark.sql(query(subject, as_of, "spark", said))


def screen(spark: Any, rules: Sequence[Rule], facts: Any, subject: Subject) -> Any:
    """The decisions as a Spark frame: the columns of ``engine.screen``."""
    facts.createOrReplaceTempView("facts_at_hand")
    return spark.sql(statement(rules, subject, "facts_at_hand", set(facts.columns), "spark"))


def screen_files(spark: Any, rules: Sequence[Rule], facts: Any, folder: Path, subject: Subject
                 ) -> None:  # fmt: skip
    """From a frame of facts to the folders ``decisions`` and ``awards`` of ``screened``."""
    wide = screen(spark, rules, facts, subject).cache()
    wide.createOrReplaceTempView("decided")
    amounts = [amount_column(rule) for rule in rules if rule.outcome.granted()]
    parts = [
        f"SELECT {subject.key}, '{rule.id}' AS rule, "
        + (f"`{amount_column(rule)}`" if rule.outcome.granted() else "CAST(NULL AS BIGINT)")
        + f" AS amount FROM decided WHERE `{rule.id}`"
        for rule in rules
    ]
    wide.drop(*amounts).write.mode("overwrite").parquet(str(folder / DECISIONS))
    note(folder, wide.count(), {})
    given = spark.sql(" UNION ALL ".join(parts))
    given.write.mode("overwrite").parquet(str(folder / AWARDS))
    wide.unpersist()
