# SPDX-License-Identifier: MIT
"""Language and country codes (iso-codes) from JSON to objects to JSON, and through pickle."""
import json
import pickle

import program

FILES = ("iso_639-3", "iso_3166-2", "iso_3166-1", "iso_639-2", "iso_4217", "iso_15924")
ROUNDS = 16


def work(size):
    texts = [program.read(program.need(f"/usr/share/iso-codes/json/{name}.json"))
             for name in FILES]
    kept = []
    for _ in range(max(1, round(ROUNDS * size))):
        tables = [json.loads(text) for text in texts]
        again = json.loads(json.dumps(tables, ensure_ascii=False, indent=1))
        copies = pickle.loads(pickle.dumps(again))
        if not tables == again == copies:
            raise ValueError("a round trip changed the tables")
        kept.append((tables, copies))
    countries = next(table["3166-1"] for table in kept[-1][0] if "3166-1" in table)
    return {entry["alpha_2"]: entry["name"] for entry in countries}


program.main(work)
