"""Read a PNG: its size in pixels, and the colour of its corner."""

import struct
import zlib

RGBA = 6


def size(png):
    return struct.unpack(">II", png[16:24])


def corner(png):
    """Red, green, blue and opacity of the pixel at the upper left, of a PNG without a palette."""
    kind, place, data = png[25], 8, b""
    while place < len(png):
        length = int.from_bytes(png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    pixel = zlib.decompress(data)[1:5]  # after the byte that says how the row is filtered
    return tuple(pixel) if kind == RGBA else (*pixel[:3], 255)
