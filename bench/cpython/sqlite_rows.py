# SPDX-License-Identifier: MIT
"""The table of all characters (unicode-data) into a database: inserts, look-ups, sums, all rows."""
import os
import sqlite3
import tempfile

import program

SOURCE = "/usr/share/unicode/UnicodeData.txt"
FIELDS = ("code", "name", "category", "combining", "bidi", "decomposition", "decimal", "digit",
          "numeric", "mirrored", "old_name", "comment", "upper", "lower", "title")
ROUNDS = 3


def one_round(database, rows):
    database.execute("drop table if exists characters")
    database.execute(f"create table characters ({', '.join(FIELDS)})")
    marks = ", ".join("?" * len(FIELDS))
    with database:
        database.executemany(f"insert into characters values ({marks})", rows)
    database.execute("create index by_code on characters (code)")
    found = [database.execute("select * from characters where code = ?", (row[0],)).fetchone()
             for row in rows]
    database.row_factory = sqlite3.Row
    everything = database.execute("select * from characters order by name").fetchall()
    database.row_factory = None
    named = {row["name"]: tuple(row) for row in everything}
    like = database.execute("select * from characters where name like '%LETTER%'").fetchall()
    sums = database.execute("select category, count(*), max(name) from characters "
                            "group by category order by category").fetchall()
    return (found, everything, named, like), sums


def work(size):
    lines = program.read(program.need(SOURCE)).splitlines()
    rows = [tuple(line.split(";")) for line in program.share(lines, size)]
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(os.path.join(folder, "characters"))
        for _ in range(max(1, round(ROUNDS * size))):
            held, sums = one_round(database, rows)
        database.close()
    return sums, len(held[2]), len(held[3])


program.main(work)
