"""conditions.py - what scanners, faxes and phones make of a page.

A condition takes the clean page (drawn at the condition's resolution) and gives the picture that is read, with its
file format. Every random step has its seed: the same page and seed give the same bytes.
"""
import io
import random

import numpy
from PIL import Image, ImageFilter


def resolution(condition):
    return {"dpi600": 600, "dpi200": 200, "dpi150": 150}.get(condition, 300)


def noise_of(seed):
    return numpy.random.default_rng(random.Random(seed).getrandbits(64))


def grain(noise, shape, sigma):
    return noise.standard_normal(shape, numpy.float32) * numpy.float32(sigma)


def to_image(values):
    return Image.fromarray(numpy.clip(values, 0, 255).astype(numpy.uint8))


def clouds(noise, size, cells, low, high):
    """Slow changes of brightness, low to high, over a page of size (width, height)."""
    small = noise.uniform(low, high, (cells[1], cells[0])).astype(numpy.float32)
    return numpy.asarray(Image.fromarray(small, "F").resize(size, Image.BICUBIC))


def printed(grey, noise, ink=45, paper=238):
    """Ink that is not black on paper that is not white."""
    values = numpy.asarray(grey, numpy.float32) / 255 * (paper - ink) + ink
    return values + clouds(noise, grey.size, (40, 56), -2, 2)


def specks(values, noise, count):
    """Dust: dark dots of two to four pixels."""
    height, width = values.shape
    for _ in range(count):
        side, x, y = noise.integers(2, 5), noise.integers(0, width - 5), noise.integers(0, height - 5)
        values[y:y + side, x:x + side] *= 0.4
    return values


def turned(image, degrees, fill=255):
    return image.rotate(-degrees, Image.BICUBIC, fillcolor=fill)


def scan(grey, noise):
    grey = turned(grey, noise.choice([-1, 1]) * noise.uniform(0.25, 0.6)).filter(ImageFilter.GaussianBlur(0.9))
    values = specks(printed(grey, noise), noise, 40)
    return to_image(values + grain(noise, values.shape, 6))


def noisy(grey, noise):
    values = printed(grey.filter(ImageFilter.GaussianBlur(0.5)), noise, ink=35, paper=225)
    values += grain(noise, values.shape, 26)
    dots = noise.random(values.shape, numpy.float32)
    values[dots < 0.003] = 0
    values[dots > 0.997] = 255
    return to_image(values)


def fax(grey, noise):
    """Group 3, fine: 204 by 196 dots an inch, black or white, a few lost rows and wrong dots."""
    grey = turned(grey, noise.uniform(-0.4, 0.4)).filter(ImageFilter.GaussianBlur(1.0))
    width, height = round(grey.width * 204 / 300), round(grey.height * 196 / 300)
    values = numpy.asarray(grey.resize((width, height), Image.BOX), numpy.float32)
    values = values + grain(noise, values.shape, 14)
    black = values < 150
    black ^= noise.random(black.shape) < 0.0006
    for _ in range(6):
        row = noise.integers(1, height - 1)
        black[row] = black[row - 1]
    return Image.fromarray(~black)


def perspective(image, noise, most, fill):
    """The sheet's corners moved outward or inward by up to most of a side."""
    width, height = image.size
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    moved = [(x + noise.uniform(-most, most) * width, y + noise.uniform(-most, most) * height) for x, y in corners]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, moved):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return image.transform(image.size, Image.PERSPECTIVE, numpy.linalg.solve(rows, wanted), Image.BICUBIC,
                           fillcolor=fill)


def light(size, noise, darkest):
    """Light that falls off across the sheet, and the soft shadow of whoever holds the phone."""
    width, height = size
    y, x = numpy.mgrid[0:1:height // 8 * 1j, 0:1:width // 8 * 1j].astype(numpy.float32)
    angle = noise.uniform(0, 2 * numpy.pi)
    slope = (x - 0.5) * numpy.cos(angle) + (y - 0.5) * numpy.sin(angle)
    values = 0.82 + 0.3 * slope
    cx, cy = noise.uniform(0.3, 0.9), noise.uniform(0.35, 0.95)
    tilt, reach = noise.uniform(-0.6, 0.6), noise.uniform(0.25, 0.5)
    edge = ((x - cx) + tilt * (y - cy)) / reach
    values *= 1 - (1 - darkest) / (1 + numpy.exp(-edge * noise.uniform(6, 16)))
    small = Image.fromarray(values.astype(numpy.float32), "F")
    return numpy.asarray(small.resize(size, Image.BICUBIC))


def photographed(page, noise, most, turn, darkest, fill):
    colour = Image.fromarray(page)
    colour = perspective(turned(colour, noise.choice([-1, 1]) * noise.uniform(*turn), fill), noise, most, fill)
    colour = colour.filter(ImageFilter.GaussianBlur(1.0))
    values = numpy.asarray(colour, numpy.float32) / 255 * 205 + 40
    values *= light(colour.size, noise, darkest)[:, :, None]
    values *= numpy.float32([1.0, 0.97, 0.9])  # the lamp's yellow
    values += grain(noise, values.shape[:2], 5)[:, :, None]
    values += grain(noise, values.shape, 2.5)
    return to_image(values)


def shadow(page, noise):
    return photographed(page, noise, 0.006, (0.6, 1.4), 0.45, (255, 255, 255))


def photo(page, noise):
    """A sheet on a dark desk, seen at a slant."""
    height, width = page.shape[:2]
    desk = numpy.full((round(height * 1.16), round(width * 1.2), 3), (70, 55, 45), numpy.uint8)
    desk[height * 8 // 100:height * 8 // 100 + height, width // 10:width // 10 + width] = page
    return photographed(desk, noise, 0.05, (1.0, 4.0), 0.6, (70, 55, 45))


def frame(grey, noise):
    """A sheet smaller than the scanner's glass, its lid open: black round the page."""
    glass = Image.new("L", (round(grey.width * 1.08), round(grey.height * 1.05)), 12)
    glass.paste(turned(grey, 0.8), (round(grey.width * 0.05), round(grey.height * 0.02)))
    return scan(glass, noise)


def degrade(page, condition, seed, dpi):
    """The file that is read: its bytes and its extension. page is red, green and blue at dpi."""
    noise = noise_of(f"{seed}/{condition}")
    if condition in ("shadow", "photo"):
        picture = (shadow if condition == "shadow" else photo)(page, noise)
        return stored(picture, "jpg", (dpi, dpi), quality=85)
    grey = Image.fromarray(page).convert("L")
    if condition == "scan":
        return stored(scan(grey, noise), "jpg", (dpi, dpi), quality=80)
    if condition == "frame":
        return stored(frame(grey, noise), "jpg", (dpi, dpi), quality=80)
    if condition == "jpeg30":
        return stored(grey, "jpg", (dpi, dpi), quality=30)
    if condition == "noise":
        return stored(noisy(grey, noise), "png", (dpi, dpi))
    if condition == "fax":
        return stored(fax(grey, noise), "png", (204, 196))
    if condition in ("turn1", "turn3"):
        grey = turned(grey, noise.choice([-1, 1]) * int(condition[4:]))
    elif condition in ("turn90", "turn180", "turn270"):
        grey = grey.rotate(-int(condition[4:]), expand=True)
    return stored(grey, "png", (dpi, dpi))


def stored(picture, extension, dpi, **options):
    file = io.BytesIO()
    if extension == "png":
        options["compress_level"] = 1
    picture.save(file, {"jpg": "JPEG", "png": "PNG"}[extension], dpi=dpi, **options)
    return file.getvalue(), extension
