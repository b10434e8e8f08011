"""Makes the data files of the tests: numpy 2.4.6, pyarrow 24.0.0. Run it in this folder."""
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

n, t, f = 6, 4, 2
x = (np.arange(n * t * f).reshape(n, t, f) / 8).astype("<f4")
y = x.sum(axis=(1, 2)).astype("<f8")
np.save("x.npy", x)
np.save("fortran.npy", np.asfortranarray(x))
np.save("big.npy", x.astype(">f8"))
np.save("half.npy", x.astype("<f2"))
np.save("ints.npy", (8 * x).astype("<i8"))
np.save("y.npy", y)
np.save("objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
np.savez("stored.npz", x=x, y=y)
np.savez_compressed("packed.npz", x=x, y=y, series=np.arange(20.0))

rows = n * t
table = pa.table(
    {
        "id": [f"s{i // t}" for i in range(rows)],
        "time": pa.array([1_600_000_000_000_000 + 60_000_000 * (i % t) for i in range(rows)], pa.timestamp("us")),
        "a": x[:, :, 0].reshape(-1).tolist(),
        "b": pa.array([None if i == 5 else i for i in range(rows)], pa.int64()),
        "y": np.repeat(y, t).tolist(),
    }
)
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    pq.write_table(table, f"{codec}.parquet", compression=codec, row_group_size=10)
pq.write_table(table, "plain.parquet", compression="none", use_dictionary=False, data_page_version="2.0")
encodings = {"id": "DELTA_BYTE_ARRAY", "time": "DELTA_BINARY_PACKED", "a": "BYTE_STREAM_SPLIT", "b": "DELTA_BINARY_PACKED", "y": "PLAIN"}
pq.write_table(table, "delta.parquet", compression="zstd", use_dictionary=False, data_page_version="2.0", column_encoding=encodings)
lists = pa.table({"x": x[:, :, 0].tolist(), "y": y.tolist()})
pq.write_table(lists, "lists.parquet", compression="snappy")
