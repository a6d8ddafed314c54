"""The same facts and rules on a Spark cluster: SQL of Spark, from Parquet to Parquet.

PySpark is not among the packages installed by default (``docs/rules.md`` says how to add it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .engine import statement
from .facts import Subject
from .frames import query
from .rules import Rule


def session(master: str = "local[1]") -> Any:
    """A Spark session; Java is that of ``JAVA_HOME`` or of the path.

    Raises:
        ImportError: PySpark is not installed.
    """
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master(master)
        .appName("rongcheng")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .getOrCreate()
    )


def facts_of(spark: Any, subject: Subject, tables: Mapping[str, Path | str], as_of: date) -> Any:
    """The facts of a subject as a Spark frame; ``tables`` are Parquet files or folders."""
    for name, path in tables.items():
        spark.read.parquet(str(path)).createOrReplaceTempView(name)
    return spark.sql(query(subject, as_of, "spark"))


def screen(spark: Any, rules: Sequence[Rule], facts: Any, subject: Subject) -> Any:
    """The decisions as a Spark frame: the columns of ``engine.screen``."""
    facts.createOrReplaceTempView("facts_at_hand")
    return spark.sql(statement(rules, subject, "facts_at_hand", set(facts.columns), "spark"))


def screen_files(
    spark: Any, rules: Sequence[Rule], source: Path | str, target: Path, subject: Subject
) -> None:
    """From a Parquet file of facts to a folder of Parquet files of decisions."""
    decisions = screen(spark, rules, spark.read.parquet(str(source)), subject)
    decisions.write.mode("overwrite").parquet(str(target))
