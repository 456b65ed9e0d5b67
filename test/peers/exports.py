"""Reads exported files with the programs that they are for, and answers with what those say, as one line of JSON.

Called with a folder: in it lie `model.safetensors`, `model.onnx`, and `inputs.bin`, the samples that are asked about.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open

folder = Path(sys.argv[1])

with safe_open(folder / "model.safetensors", framework="numpy") as file:
    metadata = file.metadata()
    arrays = {
        name: [list(file.get_tensor(name).shape), hashlib.sha256(file.get_tensor(name).tobytes()).hexdigest()]
        for name in file.keys()
    }

graph = onnx.load(folder / "model.onnx")
onnx.checker.check_model(graph, full_check=True)
session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
(taken,) = session.get_inputs()
dtype = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}[taken.type]
samples = np.fromfile(folder / "inputs.bin", dtype=dtype).reshape(-1, *taken.shape[1:])
raw, meant = session.run(None, {taken.name: samples})
# The batch may be of any size.
(single, _) = session.run(None, {taken.name: samples[:1]})
assert np.allclose(single[0], raw[0], atol=1e-5)

print(
    json.dumps(
        {
            "metadata": metadata,
            "arrays": arrays,
            "opset": graph.opset_import[0].version,
            "batch": taken.shape[0],
            "names": [output.name for output in session.get_outputs()],
            "outputs": raw.ravel().tolist(),
            "answers": meant.ravel().tolist(),
            "kept": {entry.key: entry.value for entry in graph.metadata_props},
        }
    )
)
