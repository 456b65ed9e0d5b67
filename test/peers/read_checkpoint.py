"""Reads a checkpoint with Python's safetensors and answers the sums of its arrays, as one line of JSON."""

import json
import sys

import numpy as np
from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    sums = {name: [list(file.get_tensor(name).shape), float(np.sum(file.get_tensor(name), dtype=np.float64))] for name in file.keys()}
    print(json.dumps({"metadata": file.metadata(), "sums": sums}))
