"""paper.py - draws a letter as a page of A4 with Pango and Cairo.

The same letter, font and fontconfig give the same pixels. Characters the font lacks (Latin, often the stroke and the
colon) come from Liberation Serif; a page for which anything else was taken is refused, so that no font is used unseen.
"""
import functools
import math
import random
import re

import cairo
import gi
import letters
import numpy

gi.require_version("Pango", "1.0")
gi.require_version("PangoCairo", "1.0")
from gi.repository import Pango, PangoCairo  # noqa: E402

OTHERWISE = "Liberation Serif"
ALEF = 0.68  # its usual height in ems
LINE = 1.6  # the least height of a line, likewise
A4_INCHES = (8.268, 11.693)


def describe(font, points, bold=False):
    description = Pango.FontDescription()
    description.set_family(font)
    description.set_size(round(points * Pango.SCALE))
    description.set_weight(Pango.Weight.BOLD if bold else Pango.Weight.NORMAL)
    return description


@functools.cache
def proportions(font):
    """How much larger the font must be set to look its size, by the height of its alef; how much further apart its lines
    must be to keep clear of each other; which characters it lacks."""
    ink = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
    layout = PangoCairo.create_layout(ink)
    PangoCairo.context_set_resolution(layout.get_context(), 72)
    layout.set_font_description(describe(font, 100))
    layout.set_text("ا", -1)
    alef = layout.get_pixel_extents()[0].height / 100
    larger = min(1.4, max(0.8, ALEF / alef))
    line = layout.get_pixel_size().height / 100 * larger
    loaded = layout.get_context().load_font(describe(font, 100))
    wanted = {chr(code) for code in range(0x21, 0x7f)} | set("،؛؟•٫٬") | set("".join(letters.DIGITS.values()))
    lacking = "".join(sorted(c for c in wanted if not loaded.has_char(c)))
    pattern = f"[{re.escape(lacking)}]+" if lacking else "(?!)"
    return larger, max(1.0, LINE / line), pattern


class Sheet:
    def __init__(self, font, size, dpi, rng):
        self.font, self.size, self.dpi, self.rng = font, size, dpi, rng
        self.larger, self.spacing, self.lacking = proportions(font)
        self.width, self.height = (round(side * dpi) for side in A4_INCHES)
        self.surface = cairo.ImageSurface(cairo.FORMAT_RGB24, self.width, self.height)
        self.ink = cairo.Context(self.surface)
        self.ink.set_source_rgb(1, 1, 1)
        self.ink.paint()
        self.margin = self.inches(0.9)
        self.y = self.inches(0.8)

    def inches(self, n):
        return n * self.dpi

    def points(self, n):
        return n * self.dpi / 72

    def layout(self, text, width, bold=False, scale=1.0, align=Pango.Alignment.RIGHT, justify=False):
        layout = PangoCairo.create_layout(self.ink)
        context = layout.get_context()
        PangoCairo.context_set_resolution(context, self.dpi)
        options = cairo.FontOptions()
        options.set_antialias(cairo.ANTIALIAS_GRAY)
        options.set_hint_style(cairo.HINT_STYLE_NONE)
        options.set_hint_metrics(cairo.HINT_METRICS_OFF)
        PangoCairo.context_set_font_options(context, options)
        context.set_base_dir(Pango.Direction.RTL)
        context.set_language(Pango.Language.from_string("ar"))
        layout.set_font_description(describe(self.font, self.size * scale * self.larger, bold))
        layout.set_auto_dir(False)
        layout.set_alignment(align)
        layout.set_justify(justify)
        layout.set_wrap(Pango.WrapMode.WORD)
        layout.set_width(round(width * Pango.SCALE))
        layout.set_line_spacing(self.spacing)
        layout.set_text(text, -1)
        attributes = Pango.AttrList()
        for run in re.finditer(self.lacking, text):
            attribute = Pango.attr_font_desc_new(describe(OTHERWISE, self.size * scale, bold))
            attribute.start_index, attribute.end_index = (len(text[:place].encode()) for place in run.span())
            attributes.insert(attribute)
        layout.set_attributes(attributes)
        self.check(layout)
        return layout

    def check(self, layout):
        """Refuses a page for which a font was taken that was not asked for."""
        runs = layout.get_iter()
        while True:
            run = runs.get_run_readonly()
            if run is not None:
                family = run.item.analysis.font.describe().get_family()
                if family not in (self.font, OTHERWISE) or layout.get_unknown_glyphs_count():
                    text = layout.get_text().encode()[run.item.offset:run.item.offset + run.item.length].decode()
                    raise ValueError(f"{self.font} was replaced by {family} for '{text}'")
            if not runs.next_run():
                return

    def put(self, layout, x, y):
        self.ink.set_source_rgb(0.08, 0.08, 0.1)
        self.ink.move_to(x, y)
        PangoCairo.show_layout(self.ink, layout)
        return layout.get_pixel_size().height

    def write(self, text, gap=0.35, **form):
        """A block over the whole width; gap in lines after it."""
        height = self.put(self.layout(text, self.width - 2 * self.margin, **form), self.margin, self.y)
        self.y += height + gap * self.points(self.size)

    def grid(self, rows, heading):
        """Cells from right to left within ruled lines."""
        width = self.width - 2 * self.margin
        columns = [width / len(rows[0])] * len(rows[0]) if heading else [width * 0.3, width * 0.7]
        pad = self.points(4)
        for number, row in enumerate(rows):
            layouts = [self.layout(cell, column - 2 * pad, bold=heading and number == 0)
                       for cell, column in zip(row, columns)]
            height = max(layout.get_pixel_size().height for layout in layouts) + 2 * pad
            x = self.width - self.margin
            self.ink.set_line_width(self.points(0.8))
            for layout, column in zip(layouts, columns):
                x -= column
                self.ink.set_source_rgb(0.1, 0.1, 0.1)
                self.ink.rectangle(x, self.y, column, height)
                self.ink.stroke()
                self.put(layout, x + pad, self.y + pad)
            self.y += height
        self.y += self.points(self.size) * 0.6

    def stamp(self, text):
        """A round blue stamp below the text, its words on a circle."""
        radius = self.inches(0.62)
        x, y = self.margin + radius * 1.1, min(self.y + radius * 0.9, self.height - radius * 1.2)
        self.ink.save()
        self.ink.translate(x, y)
        self.ink.rotate(self.rng.uniform(-0.3, 0.3))
        self.ink.set_source_rgba(0.15, 0.2, 0.6, 0.75)
        for part, width in ((1.0, 2.0), (0.66, 1.0)):
            self.ink.set_line_width(self.points(width))
            self.ink.new_sub_path()
            self.ink.arc(0, 0, radius * part, 0, 2 * math.pi)
            self.ink.stroke()
        words = text.split()
        for number, word in enumerate(words):
            self.ink.save()
            self.ink.rotate(2 * math.pi * (len(words) - number) / len(words))
            layout = self.layout(word, radius * 2, scale=9 / self.size, align=Pango.Alignment.CENTER)
            self.ink.move_to(-radius, -radius * 0.97)
            PangoCairo.show_layout(self.ink, layout)
            self.ink.restore()
        self.ink.restore()

    def signature(self):
        self.ink.set_source_rgb(0.1, 0.1, 0.35)
        self.ink.set_line_width(self.points(1.3))
        x, y, step = self.margin + self.inches(1.6), self.y + self.points(14), self.points(20)
        self.ink.move_to(x, y)
        for _ in range(5):
            turns = [self.rng.uniform(-1.2, 1.6) * step for _ in range(4)]
            self.ink.curve_to(x + turns[0], y + turns[1], x + turns[2], y - turns[3], x + step, y)
            x += step
        self.ink.stroke()

    def draw(self, kind, content):
        if kind == "centre":
            self.write(content, align=Pango.Alignment.CENTER, gap=0.8)
        elif kind == "heading":
            self.write(content, bold=True, scale=1.1)
        elif kind == "subject":
            self.write(content, bold=True, align=Pango.Alignment.CENTER, gap=0.6)
        elif kind == "far":
            self.write(content, align=Pango.Alignment.LEFT, gap=0.1)
        elif kind == "paragraph":
            self.write(content, justify=self.rng.random() < 0.5, gap=0.7)
        elif kind == "list":
            for line in content:
                self.write(line, gap=0.15)
            self.y += self.points(self.size) * 0.4
        elif kind in ("table", "form"):
            self.grid(content, kind == "table")
        elif kind == "sign":
            self.y += self.points(self.size) * 0.6
            self.write(content, align=Pango.Alignment.CENTER)
        else:
            self.write(content, gap=0.5)

    def pixels(self):
        self.surface.flush()
        rows = numpy.ndarray((self.height, self.surface.get_stride() // 4, 4), numpy.uint8, self.surface.get_data())
        return rows[:, :self.width, 2::-1].copy()  # red, green, blue


def draw(letter, font, dpi, seed):
    """The page as an array of red, green and blue, in the largest of its sizes at which the letter fits."""
    largest = random.Random(f"{seed}/{letter.name}/size").randint(12, 18)
    for size in range(largest, 7, -1):
        rng = random.Random(f"{seed}/{letter.name}/layout")
        sheet = Sheet(font, size, dpi, rng)
        for kind, content in letter.blocks:
            sheet.draw(kind, content)
        if sheet.y < sheet.height - sheet.inches(0.7):
            break
    if letter.stamp:
        sheet.stamp(letter.stamp)
    if letter.signed:
        sheet.signature()
    return sheet.pixels()
