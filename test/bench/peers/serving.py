"""An exported ONNX model behind the standard library's HTTP server: a thread for each connection, connections kept.

Called with the folder of the export. Answers `POST /predict` as `trainyard serve-model` does: rows of a table as JSON, or
the file of a picture. Prints its port.
"""

import io
import json
import os
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

folder = Path(sys.argv[1])
preparation = json.loads((folder / "preparation.json").read_text())
taken, given = preparation["input"], preparation["output"]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(os.environ.get("TRAINYARD_THREADS", "1"))
session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])


def row_of(row):
    numbers = np.zeros(taken["numbers"], np.float32)
    for column in taken["columns"]:
        value = row[column["name"]]
        if column["type"] == "number":
            numbers[column["at"]] = np.nan if value is None else value
        elif value is not None:
            numbers[column["at"] + column["categories"].index(value)] = 1
    return numbers


def samples_of(body, content_type):
    if taken["type"] == "table":
        return np.stack([row_of(row) for row in json.loads(body)["rows"]])
    height, width, channels = taken["shape"]
    picture = Image.open(io.BytesIO(body)).convert("L" if channels == 1 else "RGB")
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(picture, np.uint8).reshape(1, height, width, channels)


def told(answer):
    each = {name: float(value) for name, value in zip(given["names"], answer)}
    if given["type"] == "values":
        return {"values": each}
    top = int(answer.argmax())
    return {"class": given["names"][top], "likelihood": float(answer[top]), "likelihoods": each}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet for each answer: unbuffered, its head and its body would wait for each other (Nagle's algorithm).
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        samples = samples_of(body, self.headers["Content-Type"])
        _, answers = session.run(None, {"input": samples})
        said = json.dumps({"predictions": [told(answer) for answer in answers]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = socket.SOMAXCONN


server = Server(("127.0.0.1", 0), Handler)
print(json.dumps({"port": server.server_port, "version": onnxruntime.__version__}), flush=True)
server.serve_forever()
