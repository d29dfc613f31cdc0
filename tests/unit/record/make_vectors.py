#!/usr/bin/python3
"""Writes partitioner_vectors.txt, the hashes and partitions of other implementations. Run it again to add keys.

murmur2 and its partition come from kafka-python's default partitioner (Debian's python3-kafka), crc32 from zlib.
Each line: key in hexadecimal ("-" for the empty one), murmur2, crc32, number of partitions, partition by murmur2.
"""
import pathlib
import random
import zlib

from kafka.partitioner.default import DefaultPartitioner, murmur2

draw = random.Random(20)
keys = [b"", b"\0", b"\xff", b"\0" * 8, b"\xff" * 7, bytes(range(256)), b"a" * 1000]
keys += [bytes(draw.randrange(256) for _ in range(length)) for length in range(41) for _ in range(4)]
keys += [f"CUST-{number:03}".encode() for number in range(1, 21)]
keys += [f"server-{number:02}".encode() for number in range(1, 6)]
keys += [text.encode() for text in
         ("INFO", "WARNING", "ERROR", "user_1", "é", "Crème brûlée", "日本語", "Ελληνικά", "🚚📦", "a\u0301", '{"tenant":"x","id":7}')]

partitioner = DefaultPartitioner()
with open(pathlib.Path(__file__).with_name("partitioner_vectors.txt"), "w") as out:
    for number in range(max(1000, len(keys))):
        key, partitions = keys[number % len(keys)], number % 1000 + 1
        all_partitions = list(range(partitions))
        print(key.hex() or "-", murmur2(key), zlib.crc32(key), partitions, partitioner(key, all_partitions, all_partitions), file=out)
