"""Parses the files of the command line with rapidyaml, one for each number on stdin, and writes the nanoseconds.

`pip install rapidyaml`, which brings the C++ library.
"""
import sys
import time

import ryml

TEXTS = [open(path, "rb").read() for path in sys.argv[1:]]

for line in sys.stdin:
    # The parser changes its input, so each round has its own copy.
    text = bytearray(TEXTS[int(line)])
    start = time.thread_time_ns()
    tree = ryml.parse_in_place(text)
    elapsed = time.thread_time_ns() - start
    print(elapsed, tree.size(), flush=True)
    del tree
