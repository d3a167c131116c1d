#!/usr/bin/python3
"""train.py - trains the number recogniser of Diwan and writes it for src/net/net.c.

usage: train.py WORK_FOLDER OUT.net [--minutes 120] [--makers 1] [--resume]

    ocr/train/train.py build/train ocr/numbers.net      two hours of two cores: one learns, one makes lines

WORK_FOLDER keeps the lines made and the state of training; the exact share of unseen fonts is printed every minute
(a Arabic-Indic, w Western, p Persian; clean, usual and hard lines). The minutes given fix how the rate falls. --resume goes on
from the state there is; --minutes 0 only writes it. Debian packages: the group ocr of config/packages.
"""
import argparse, glob, os, random, struct, sys, time
import multiprocessing as mp
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lines

SHARD = 1000


class Residual(nn.Module):
    def __init__(self, channels, width, apart=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, (1, width), padding=(0, width // 2 * apart), dilation=(1, apart), bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        return x + F.relu(self.norm(self.conv(x)))


def block(inputs, outputs, kernel, padding, pool):
    layers = [nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return layers + ([nn.MaxPool2d(pool)] if pool else [])


class Net(nn.Module):
    """Convolutions only: a number needs no memory of what stood before, and they are quick to learn and to run."""
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(
            *block(1, 16, 3, 1, (2, 2)), *block(16, 32, 3, 1, (2, 1)), *block(32, 48, 3, 1, (2, 1)),
            *block(48, 96, (4, 3), (0, 1), None), nn.Dropout2d(.05), Residual(96, 5), Residual(96, 5), Residual(96, 3))
        self.head = nn.Conv2d(96, classes, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(2)   # batch × classes × steps


# ---- lines ----

def make_shard(path, seed, easy, held=False, level=None, count=SHARD):
    maker = lines.Maker(held, seed, easy)
    made = [maker.make(level) for _ in range(count)]
    np.savez(path + ".part.npz", widths=np.array([p.shape[1] for p, _ in made]),
        pixels=np.concatenate([p for p, _ in made], axis=1), labels=np.array([l for _, l in made]))
    os.rename(path + ".part.npz", path)


def load_shard(path):
    stored = np.load(path)
    ends = np.cumsum(stored["widths"])
    pixels = stored["pixels"]
    return [(pixels[:, e - w:e], str(l)) for e, w, l in zip(ends, stored["widths"], stored["labels"])]


def keep_making(folder, worker, stop):
    os.nice(10)
    torch.set_num_threads(1)
    seed = worker * 1000003 + len(glob.glob(f"{folder}/full-{worker}-*.npz"))
    while not stop.is_set():
        make_shard(f"{folder}/full-{worker}-{seed}.npz", seed, False)
        seed += 1


# ---- learning ----

def batches(samples, size, rng):
    rng.shuffle(samples)
    for i in range(0, len(samples), size * 20):
        near = sorted(samples[i:i + size * 20], key=lambda s: s[0].shape[1])
        groups = [near[j:j + size] for j in range(0, len(near), size)]
        rng.shuffle(groups)
        yield from groups


def tensors(group, rng=None):
    wide = max(p.shape[1] for p, _ in group)
    wide += -wide % 2
    x = np.zeros((len(group), 1, lines.HEIGHT, wide), dtype=np.float32)
    for i, (p, _) in enumerate(group):
        ink = (255 - p.astype(np.float32)) / 255
        if rng:
            ink = np.clip(ink * rng.uniform(.75, 1.3) + rng.uniform(-.08, .08), 0, 1)
            shift = rng.choice((0, 0, 1, -1))
            ink = np.roll(ink, shift, axis=0)
        x[i, 0, :, :p.shape[1]] = ink
    labels = [[lines.CHARSET.index(c) + 1 for c in l] for _, l in group]
    return (torch.from_numpy(x), torch.tensor([c for l in labels for c in l]), torch.tensor([len(l) for l in labels]),
        torch.tensor([(p.shape[1] + 1) // 2 for p, _ in group]))


def greedy(logits, steps):
    out = []
    for row, n in zip(logits.argmax(1), steps):
        text, last = "", 0
        for c in row[:n].tolist():
            if c != last and c:
                text += lines.CHARSET[c - 1]
            last = c
        out.append(text)
    return out


def measure(net, folder):
    net.eval()
    told = []
    for level in range(3):
        path = f"{folder}/held-{level}.npz"
        if not os.path.exists(path):
            make_shard(path, 77 + level, False, True, level, 600)
        right, total = {"arabic": 0, "western": 0, "persian": 0}, {"arabic": 1e-9, "western": 1e-9, "persian": 1e-9}
        samples = load_shard(path)
        with torch.no_grad():
            for group in batches(samples, 32, random.Random(1)):
                x, _, _, steps = tensors(group)
                for (_, label), read in zip(group, greedy(net(x), steps)):
                    kind = "persian" if set(label) & set("۴۵۶") else "arabic" if set(label) & set(lines.ARABIC) else "western"
                    if set(label) & set(lines.WESTERN + lines.ARABIC):
                        total[kind] += 1
                        right[kind] += label.replace(" ", "") == read.replace(" ", "")
        told.append(" ".join(f"{k[0]}{100 * right[k] / total[k]:.1f}" for k in right))
    net.train()
    return " | ".join(told)


def learn(net, folder, minutes, makers, easy_minutes, resume):
    rng = random.Random(5)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-4)
    most = 1.5e-3 if resume else 2e-3
    begun, state = time.time(), f"{folder}/state.pt"
    if resume and os.path.exists(state):
        net.load_state_dict(torch.load(state))
        easy_minutes = 0
    stop = mp.Event()
    workers = [mp.Process(target=keep_making, args=(folder, w + 1, stop), daemon=True) for w in range(makers)]
    if easy_minutes and not os.path.exists(f"{folder}/easy.npz"):
        make_shard(f"{folder}/easy.npz", 1, True, count=4000)
    for w in workers:
        w.start()
    known, easy = {}, load_shard(f"{folder}/easy.npz") if easy_minutes else []
    seen, told, average = 0, 0, None
    while (spent := (time.time() - begun) / 60) < minutes:
        for path in glob.glob(f"{folder}/full-*-*.npz"):
            if path not in known and not path.endswith(".part.npz"):
                known[path] = load_shard(path)
        if spent < easy_minutes or not known:
            chosen = list(easy)
        else:   # the newest first, older ones again
            paths = list(known)
            chosen = [s for p in rng.sample(paths, min(8, len(paths))) for s in known[p]]
        for group in batches(chosen, 32 if spent > easy_minutes else 16, rng):
            share = (time.time() - begun) / 60 / minutes
            if share >= 1:
                break
            rate = most * min(1, .1 + share * 40) * (1 if share < .2 else max(.005, (1 - (share - .2) / .8)) ** 1.5)
            for g in optimiser.param_groups:
                g["lr"] = rate
            x, labels, lengths, steps = tensors(group, rng)
            logits = F.log_softmax(net(x), 1).permute(2, 0, 1)
            loss = F.ctc_loss(logits, labels, steps, lengths, zero_infinity=True) 
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.)
            optimiser.step()
            seen += len(group)
            average = loss.item() if average is None else .98 * average + .02 * loss.item()
            if time.time() - told > 60:
                told = time.time()
                print(f"{(told - begun) / 60:5.1f} min  lines {seen}  loss {average:.4f}  rate {rate:.5f}  shards {len(known)}  "
                    f"held-out exact %: {measure(net, folder) if seen > 3000 else '-'}", flush=True)
                torch.save(net.state_dict(), state)
    stop.set()
    print("end", measure(net, folder), flush=True)
    torch.save(net.state_dict(), state)


# ---- as src/net/net.c reads it ----

def fold(conv, norm):
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return conv.weight * scale[:, None, None, None], norm.bias - norm.running_mean * scale


def write(net, path, charset):
    """'DNET' 1, classes as UTF-8, then layers: kind, shape, bias, weights (kernel row, kernel column, in, out) as float16."""
    net.eval()
    layers, body = [], list(net.body)

    def conv(weight, bias, pad, relu, residual, apart=1):
        out, inputs, high, wide = weight.shape
        head = struct.pack("<8H", 1, inputs, out, high, wide, pad[0], pad[1], relu | residual << 1 | apart << 8)
        layers.append(head + bias.detach().numpy().astype("<f4").tobytes() + weight.detach().permute(2, 3, 1, 0).contiguous().numpy().astype("<f2").tobytes())
    i = 0
    while i < len(body):
        layer = body[i]
        if isinstance(layer, nn.Conv2d):
            weight, bias = fold(layer, body[i + 1])
            conv(weight, bias, layer.padding, 1, 0)
            i += 3
            continue
        if isinstance(layer, Residual):
            weight, bias = fold(layer.conv, layer.norm)
            conv(weight, bias, layer.conv.padding, 1, 1, layer.conv.dilation[1])
        elif isinstance(layer, nn.MaxPool2d):
            layers.append(struct.pack("<8H", 2, 0, 0, layer.kernel_size[0], layer.kernel_size[1], 0, 0, 0))
        i += 1
    conv(net.head.weight, net.head.bias, (0, 0), 0, 0)
    classes = charset.encode()
    with open(path, "wb") as out:
        out.write(b"DNET" + struct.pack("<4H", 1, lines.HEIGHT, len(layers), len(classes)) + classes + b"".join(layers))


def main():
    ask = argparse.ArgumentParser(usage=__doc__)
    ask.add_argument("folder")
    ask.add_argument("out")
    ask.add_argument("--minutes", type=float, default=120)
    ask.add_argument("--makers", type=int, default=1)
    ask.add_argument("--resume", action="store_true")
    asked = ask.parse_args()
    os.makedirs(asked.folder, exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = Net(len(lines.CHARSET) + 1)
    if asked.minutes:
        learn(net, asked.folder, asked.minutes, asked.makers, min(4, asked.minutes / 10), asked.resume)
    else:
        net.load_state_dict(torch.load(f"{asked.folder}/state.pt"))
    write(net, asked.out, lines.CHARSET)


if __name__ == "__main__":
    main()
