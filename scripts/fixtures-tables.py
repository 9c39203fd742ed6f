# Tables of every binary kind for test/data/read-table.test.ts: python3 scripts/fixtures-tables.py
# Made with pandas 3.1.1, pyarrow 26.0.1, openpyxl 3.1.5 and XlsxWriter 3.2.
import datetime
import random
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import xlsxwriter

out = Path(__file__).parent.parent / "test/fixtures/tables"
random.seed(3)
n = 60
frame = pd.DataFrame(
    {
        "subj": [f"s{i % 6}" for i in range(n)],
        "cond": [["low", "mid", "high"][i % 3] for i in range(n)],
        "dose": [str([50, 100, 1000][i % 3]) for i in range(n)],
        "rt": [round(500 + 30 * random.gauss(0, 1) + 20 * (i % 3) + 10 * (i % 6), 1) for i in range(n)],
        "x": [round(random.gauss(0, 1), 6) for i in range(n)],
        "n": range(n),
        "ok": [i % 2 == 0 for i in range(n)],
        "day": [datetime.date(2024, 3, 1) + datetime.timedelta(days=i % 5) for i in range(n)],
        "at": [datetime.datetime(2024, 3, 1, 10) + datetime.timedelta(minutes=i) for i in range(n)],
        "gap": [None if i % 7 == 0 else i / 2 for i in range(n)],
    }
)
frame.drop(columns=["ok", "day", "at"]).to_csv(out / "plain.csv", index=False, na_rep="NA")
coded = frame.copy()
coded["cond"] = pd.Categorical(coded["cond"], categories=["low", "mid", "high"], ordered=True)
coded["dose"] = pd.Categorical(coded["dose"], categories=["100", "1000", "50"])
table = pa.Table.from_pandas(coded, preserve_index=False)
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    parquet.write_table(table, out / f"{codec}.parquet", compression=codec)
for codec in ["uncompressed", "lz4", "zstd"]:
    feather.write_feather(table, out / f"{codec}.feather", compression=codec)
with pa.OSFile(str(out / "stream.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
    writer.write_table(table)
long = pa.table({"v": [f"level {i % 900}" for i in range(20000)]})
feather.write_feather(long, out / "long-lz4.feather", compression="lz4")

with pd.ExcelWriter(out / "two-sheets.xlsx") as book:
    frame.to_excel(book, sheet_name="trials", index=False)
    frame.head(3).to_excel(book, sheet_name="more & <x>", index=False)

book = openpyxl.Workbook()
sheet = book.active
sheet.append(["g", "rt", "x", " when"])
for i in range(12):
    sheet.append([f"a{i % 3} ", 500 + i, str(i / 2) if i % 4 == 0 else i / 2, datetime.datetime(2024, 1, 1 + i)])
sheet["XFD1048576"].font = openpyxl.styles.Font(bold=True)
sheet["B5"] = "n/a"
sheet["C6"] = "#DIV/0!"
sheet["C6"].data_type = "e"
sheet["B7"] = "=1+1"
book.save(out / "odd.xlsx")

book = openpyxl.Workbook()
sheet = book.active
sheet["C1"] = "Experiment 1"
for column, name in enumerate(["g", "rt", "x"]):
    sheet.cell(3, 3 + column, name)
for i in range(8):
    sheet.cell(4 + i, 3, f"a{i % 3}")
    sheet.cell(4 + i, 4, 500.5 + i)
    sheet.cell(4 + i, 5, i)
book.save(out / "offset.xlsx")

book = openpyxl.Workbook()
book.active["A1"] = "y"
book.active["XFD1048576"] = 1
book.save(out / "far.xlsx")

book = xlsxwriter.Workbook(out / "dates-1904.xlsx", {"date_1904": True})
sheet = book.add_worksheet('Täg & "x"')
sheet.write_row(0, 0, ["day", "time", "number", "flag"])
for i in range(5):
    sheet.write_datetime(i + 1, 0, datetime.datetime(2020, 5, 1 + i), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_datetime(i + 1, 1, datetime.time(10, 30 + i), book.add_format({"num_format": "hh:mm"}))
    sheet.write(i + 1, 2, 0.1 * i)
    sheet.write_boolean(i + 1, 3, i % 2 == 0)
book.close()
