"""scans.py - long scans out of short ones."""
import struct


def repeated(tiff, pages):
    """A TIFF of so many copies of the first page of another: its fields again, its strips again."""
    order = "<" if tiff[:2] == b"II" else ">"
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
    at = struct.unpack(order + "I", tiff[4:8])[0]
    n = struct.unpack(order + "H", tiff[at:at + 2])[0]
    fields = {}
    for i in range(n):
        tag, kind, many, value = struct.unpack(order + "HHI4s", tiff[at + 2 + 12 * i:at + 14 + 12 * i])
        size = sizes[kind] * many
        start = struct.unpack(order + "I", value)[0]
        fields[tag] = kind, many, value[:size] if size <= 4 else tiff[start:start + size]
    numbers = lambda tag: struct.unpack(order + str(fields[tag][1]) + "HI"[fields[tag][0] == 4], fields[tag][2])
    strips = [tiff[start:start + size] for start, size in zip(numbers(273), numbers(279))]
    out = bytearray(tiff[:4] + b"\0\0\0\0")
    link = 4
    for _ in range(pages):
        starts = []
        for strip in strips:
            starts.append(len(out))
            out += strip
        fields[273] = 4, len(starts), struct.pack(order + f"{len(starts)}I", *starts)
        entries = b""
        for tag, (kind, many, value) in sorted(fields.items()):
            if len(value) > 4:
                out += b"\0" * (len(out) % 2)
                value, out = struct.pack(order + "I", len(out)), out + value
            entries += struct.pack(order + "HHI4s", tag, kind, many, value.ljust(4, b"\0"))
        out += b"\0" * (len(out) % 2)
        out[link:link + 4] = struct.pack(order + "I", len(out))
        out += struct.pack(order + "H", len(fields)) + entries
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)
