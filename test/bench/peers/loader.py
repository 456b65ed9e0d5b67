"""PyTorch's DataLoader with the work of Trainyard's loader benchmark, without torchvision.

Arguments: a folder with train-*.images.u8 and train-*.labels.u8, seconds of a turn, rounds. Prints a line of JSON a turn.
A worker takes a whole batch at once (`__getitems__`), which is the quickest way that PyTorch has: pictures are moved by
one grid_sample for all of them.
"""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

folder, seconds, rounds = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
BATCH = 64
read = lambda kind: np.concatenate([np.fromfile(file, np.uint8) for file in sorted(folder.glob(f"train-*.{kind}.u8"))])
pictures = torch.from_numpy(read("images").reshape(-1, 1, 28, 28))
labels = torch.from_numpy(read("labels").astype(np.int64))


def affine(x, shear):
    n = len(x)
    either = lambda most: (2 * torch.rand(n) - 1) * most
    turn, zoom, lean = either(math.radians(10)), 1 + either(0.1), torch.tan(either(math.radians(shear)))
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = (turn.cos() + lean * turn.sin()) / zoom
    theta[:, 0, 1] = (turn.sin() - lean * turn.cos()) / zoom
    theta[:, 1, 0] = -turn.sin() / zoom
    theta[:, 1, 1] = turn.cos() / zoom
    theta[:, :, 2] = either(0.2)[:, None]
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def everything(x):
    n = len(x)
    either = lambda most: (2 * torch.rand(n, 1, 1, 1) - 1) * most
    x = torch.where(torch.rand(n, 1, 1, 1) < 0.5, x.flip(3), x)
    x = affine(x, 5)
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    x = mean + (x - mean) * (1 + either(0.1)) + either(0.1)
    x = (x + 0.05 * torch.randn(x.shape)).clamp(0, 1)
    rows, columns = torch.arange(28)[None, :, None], torch.arange(28)[None, None, :]
    top, left = torch.randint(0, 28, (n, 1, 1)) - 3, torch.randint(0, 28, (n, 1, 1)) - 3
    hole = (rows >= top) & (rows < top + 6) & (columns >= left) & (columns < left + 6)
    return x.masked_fill(hole[:, None], 0)


WORK = {"none": lambda x: x, "affine": lambda x: affine(x, 0), "all": everything}


class Pictures(Dataset):
    def __init__(self, work):
        self.work = WORK[work]

    def __len__(self):
        return len(pictures)

    def __getitems__(self, rows):
        rows = torch.as_tensor(rows)
        return self.work(pictures[rows].float() / 255), labels[rows]


def rate(work, workers):
    loader = DataLoader(
        Pictures(work),
        BATCH,
        shuffle=True,
        num_workers=workers,
        collate_fn=lambda batch: batch,
        persistent_workers=workers > 0,
        prefetch_factor=4 if workers > 0 else None,
    )
    batches = iter(loader)
    for _ in range(20):
        next(batches)
    samples, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            x, _ = next(batches)
        except StopIteration:
            batches = iter(loader)
            continue
        samples += len(x)
    return samples / (time.perf_counter() - began)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.multiprocessing.set_start_method("fork")
    for _ in range(rounds):
        for work in WORK:
            for workers in (1, 2):
                figure = {"what": "loader", "augment": work, "workers": workers, "rate": rate(work, workers)}
                print(json.dumps({**figure, "version": torch.__version__}), flush=True)
