#!/usr/bin/python3
"""print.py - trains the recogniser of printed Arabic words and writes it for src/net.

usage: print.py WORK_FOLDER OUT.net [--minutes 240] [--state FILE] [--from NUMBERS_STATE] [--resume] [--rate R]

    ocr/train/print.py build/print ocr/print.net       four hours of two cores: one learns, one makes lines

WORK_FOLDER keeps the newest lines made; the state of training is saved every two minutes (--state, else in the folder) with
the network written beside it, and the share of wrong characters in unseen fonts is printed (clean, usual, hard pieces). The
minutes given fix how the rate falls. --resume goes on from the state there is, with a rate that begins lower; --minutes 0
only writes it. --from takes the first layers from a state of train.py, which saves the first minutes of learning strokes.
Debian packages: the group ocr of config/packages.
"""
import argparse, copy, glob, os, random, sys, time
import multiprocessing as mp
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import print_lines, train

SHARD = 2000
KEPT, AHEAD = 200, 12   # shards in the folder; made before they are wanted
LOOKS = 4   # at a line, while there is no time to make another
MOST_LOSS = {0: .45, 1: .45}   # a stage is left when its mean loss is less
STEADY = .998   # of the running mean of the weights, which is what is measured and written


class Net(nn.Module):
    """A trunk as of the number recogniser, wider, with a view of 70 pixels: letters are joined, their neighbours shape them."""
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(
            *train.block(1, 16, 3, 1, (2, 2)), *train.block(16, 32, 3, 1, (2, 1)), *train.block(32, 64, 3, 1, (2, 1)),
            *train.block(64, 128, (4, 3), (0, 1), None), nn.Dropout2d(.03),
            train.Residual(128, 5), train.Residual(128, 5, 2), train.Residual(128, 5, 4), train.Residual(128, 5))
        self.head = nn.Conv2d(128, classes, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(2)   # batch × classes × steps


def begin_from(net, path):
    """The first layers of the number recogniser, as far as they go."""
    own = net.state_dict()
    for name, value in torch.load(path).items():
        if name.startswith(("body.0.", "body.1.", "body.4.", "body.5.", "body.8.", "body.9.")) and value.dim():
            own[name][tuple(slice(0, n) for n in value.shape)] = value
    net.load_state_dict(own)


def take_state(net, stored):
    """A state of training; it may know fewer characters than there are now, which have come last."""
    own = net.state_dict()
    for name, value in stored.items():
        if value.shape != own[name].shape:
            own[name][:len(value)] = value
        else:
            own[name] = value
    net.load_state_dict(own)


# ---- lines ----

def make_shard(path, seed, stage, held=False, level=None, count=SHARD):
    maker = print_lines.Maker(held, seed)
    maker.stage = stage
    fill_shard(path, maker, level, count)


def fill_shard(path, maker, level=None, count=SHARD):
    made, faces = [], []
    for _ in range(count):
        made.append(maker.make(level))
        faces.append(maker.face.family)
    np.savez(path + ".part.npz", widths=np.array([p.shape[1] for p, _ in made]),
        pixels=np.concatenate([p for p, _ in made], axis=1), labels=np.array([l for _, l in made]), faces=np.array(faces))
    os.rename(path + ".part.npz", path)


def shards(folder, stage):
    return sorted((p for p in glob.glob(f"{folder}/stage{stage}-*.npz") if not p.endswith(".part.npz")), key=os.path.getmtime)


def keep_making(folder, stop, looked):
    """Lines for both to do as much work as they can, yet each is looked at LOOKS times where learning is what takes long."""
    os.nice(10)
    torch.set_num_threads(1)
    begun = seed = int(time.time())
    maker = print_lines.Maker(False, seed)
    while not stop.is_set():
        if len(shards(folder, 2)) >= AHEAD and (seed - begun) * LOOKS * SHARD > looked.value + AHEAD * SHARD:
            time.sleep(1)
            continue
        maker.stage = 0 if len(shards(folder, 0)) < 4 else 1 if len(shards(folder, 1)) < 8 else 2
        fill_shard(f"{folder}/stage{maker.stage}-{seed}.npz", maker)
        seed += 1
        for old in shards(folder, 2)[:-KEPT]:
            os.unlink(old)


# ---- learning ----

def tensors(group, rng=None):
    wide = max(p.shape[1] for p, _ in group)
    wide += -wide % 8
    x = np.zeros((len(group), 1, print_lines.HEIGHT, wide), dtype=np.float32)
    for i, (p, _) in enumerate(group):
        ink = (255 - p.astype(np.float32)) / 255
        if rng:
            ink = np.roll(np.clip(ink * rng.uniform(.75, 1.3) + rng.uniform(-.08, .08), 0, 1), rng.choice((0, 0, 1, -1)), axis=0)
        x[i, 0, :, :p.shape[1]] = ink
    labels = [[print_lines.CHARSET.index(c) + 1 for c in l] for _, l in group]
    return (torch.from_numpy(x), torch.tensor([c for l in labels for c in l]), torch.tensor([len(l) for l in labels]),
        torch.tensor([(p.shape[1] + 1) // 2 for p, _ in group]))


def greedy(logits, steps):
    out = []
    for row, n in zip(logits.argmax(1), steps):
        text, last = "", 0
        for c in row[:n].tolist():
            if c != last and c:
                text += print_lines.CHARSET[c - 1]
            last = c
        out.append(text)
    return out


def errors(truth, read):
    """Edit distance."""
    row = list(range(len(read) + 1))
    for i, a in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(read, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def measure(net, folder):
    """Per level: wrong characters of 100, and words of 100 read exactly; per face, all levels together, wrong characters."""
    net.eval()
    told, by_face = [], {}
    for level in range(3):
        path = f"{folder}/unseen-{level}.npz"
        if not os.path.exists(path):
            make_shard(path, 77 + level, print_lines.FULL, True, level, 400)
        wrong = total = exact = words = 0
        names = dict(zip(np.load(path)["labels"].tolist(), np.load(path)["faces"].tolist()))
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for group in train.batches(train.load_shard(path), 32, random.Random(1)):
                x, _, _, steps = tensors(group)
                for (_, label), read in zip(group, greedy(net(x.to(memory_format=torch.channels_last)).float(), steps)):
                    far = errors(label, read)
                    face = by_face.setdefault(names[label], [0, 0])
                    face[0], face[1] = face[0] + far, face[1] + len(label)
                    wrong, total = wrong + far, total + len(label)
                    words += len(label.split())
                    exact += len(set(label.split()) & set(read.split()))
        told.append(f"{100 * wrong / total:.1f} ({100 * exact / words:.0f})")
    net.train()
    return "  ".join(told) + "   " + ", ".join(f"{name} {100 * far / long:.0f}" for name, (far, long) in sorted(by_face.items()))


def save(net, steady, path, out):
    torch.save({"net": net.state_dict(), "steady": steady.state_dict()}, path + ".part")
    os.rename(path + ".part", path)
    train.write(copy.deepcopy(steady), out, print_lines.CHARSET)


def follow(steady, net, share):
    with torch.no_grad():
        for mean, new in zip(steady.state_dict().values(), net.state_dict().values()):
            if mean.is_floating_point():
                mean.lerp_(new, 1 - share)
            else:
                mean.copy_(new)


def learn(net, steady, folder, minutes, state, out, most, resumed):
    rng = random.Random(time.time())
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-4)
    stop, looked = mp.Event(), mp.Value("q", 0)
    maker = mp.Process(target=keep_making, args=(folder, stop, looked), daemon=True)
    maker.start()
    begun, stage, entered = time.time(), 2 if resumed else 0, time.time()
    told, seen, steps_done, average, used = time.time(), 0, 0, None, {}
    while (time.time() - begun) / 60 < minutes:
        there = shards(folder, stage)[-40:]
        if not there:
            time.sleep(1)
            continue
        there.sort(key=lambda p: (used.get(p, 0), rng.random()))
        chosen = []
        for path in there[:4]:   # those least used
            used[path] = used.get(path, 0) + 1
            chosen += train.load_shard(path)
        for group in train.batches(chosen, 16 if stage == 0 else 32, rng):
            share = (time.time() - begun) / 60 / minutes
            if share >= 1:
                break
            rate = most * min(1, .1 + steps_done / 300) * (1 if share < .15 else max(.004, (1 - (share - .15) / .85)) ** 1.3)
            for g in optimiser.param_groups:
                g["lr"] = rate
            x, labels, lengths, steps = tensors(group, rng)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = net(x.to(memory_format=torch.channels_last))
            loss = F.ctc_loss(F.log_softmax(logits.float(), 1).permute(2, 0, 1), labels, steps, lengths, zero_infinity=True)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.)
            optimiser.step()
            steps_done += 1
            follow(steady, net, min(STEADY, (1 + steps_done) / (10 + steps_done)))
            seen += len(group)
            looked.value = seen
            average = loss.item() if average is None else .98 * average + .02 * loss.item()
            if time.time() - told > 120:
                told = time.time()
                print(f"{(told - begun) / 60:5.1f} min  stage {stage}  lines {seen}  loss {average:.4f}  rate {rate:.5f}  shards {len(there)}  "
                    f"held-out wrong %, (words right %): {measure(steady, folder)}", flush=True)
                save(net, steady, state, out)
            if stage < 2 and time.time() - entered > 40 and (average < MOST_LOSS[stage] or time.time() - entered > 420) and shards(folder, stage + 1):
                print(f"{(time.time() - begun) / 60:5.1f} min  stage {stage} left, loss {average:.4f}, lines {seen}", flush=True)
                stage, entered = stage + 1, time.time()
                break
    stop.set()
    print("end", seen, measure(steady, folder), flush=True)
    save(net, steady, state, out)


def main():
    ask = argparse.ArgumentParser(usage=__doc__)
    ask.add_argument("folder")
    ask.add_argument("out")
    ask.add_argument("--minutes", type=float, default=240)
    ask.add_argument("--state")
    ask.add_argument("--from", dest="begin")
    ask.add_argument("--rate", type=float)
    ask.add_argument("--resume", action="store_true")
    asked = ask.parse_args()
    state = asked.state or f"{asked.folder}/state.pt"
    os.makedirs(asked.folder, exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = Net(len(print_lines.CHARSET) + 1).to(memory_format=torch.channels_last)
    if asked.begin:
        begin_from(net, asked.begin)
    steady = copy.deepcopy(net)
    if asked.resume or not asked.minutes:
        stored = torch.load(state)
        take_state(net, stored["net"])
        take_state(steady, stored["steady"])
    if asked.minutes:
        learn(net, steady, asked.folder, asked.minutes, state, asked.out, asked.rate or (1.2e-3 if asked.resume else 2.5e-3), asked.resume)
    else:
        train.write(steady, asked.out, print_lines.CHARSET)


if __name__ == "__main__":
    main()
