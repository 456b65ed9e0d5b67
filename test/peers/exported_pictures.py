"""Reads pictures with exported scripts, as their `predict` does.

Called with a folder, the names of scripts' folders in it and those of pictures, with commas between them. Prints one line
of JSON: for each script the levels of each picture, from 0 to 255.
"""

import importlib.util
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
scripts, pictures = (text.split(",") for text in sys.argv[2:4])


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, folder / name / "model.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def levels(script, picture):
    return [round(float(value) * 255) for value in script.read_inputs(folder / picture).ravel()]


print(json.dumps({name: {p: levels(script, p) for p in pictures} for name in scripts for script in [loaded(name)]}))
