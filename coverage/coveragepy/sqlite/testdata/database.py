"""Makes a database with SQLite itself, and prints what it holds as JSON.

The arguments are the file, the page size and the number of rows.
"""
import json
import random
import sqlite3
import sys

path, page_size, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rand = random.Random(page_size)
db = sqlite3.connect(path)
db.execute("pragma page_size = %d" % page_size)
db.execute("create table numbers (id integer primary key, n integer, t text, b blob)")
db.execute("create table gone (x text)")
db.execute("create table other (x integer, y text, unique (x, y))")
numbers = [0, 1, -1, 127, -128, 128, 32767, -32769, 8388607, -8388609, 2**31, -(2**31) - 1, 2**47, 2**63 - 1, -(2**63), None]
for i in range(rows):
    size = rand.choice([0, 1, 10, 100, 1000, 5000, 40000]) if i % 20 == 0 else i % 50
    db.execute("insert into numbers values (?, ?, ?, ?)", (i * 3 + 1, numbers[i % len(numbers)], "t%d é" % i, rand.randbytes(size)))
    db.execute("insert into gone values (?)", ("x" * 500,))
    db.execute("insert into other values (?, ?)", (i, "y" * (i % 300)))
db.execute("delete from numbers where id % 7 = 0")
db.execute("drop table gone")
db.commit()
print(json.dumps({
    "numbers": [[i, n, t, b.hex()] for i, n, t, b in db.execute("select * from numbers order by id")],
    "other": [[i, n, t, ""] for i, n, t in db.execute("select rowid, * from other order by rowid")],
}))
