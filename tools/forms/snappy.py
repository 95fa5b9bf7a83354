"""Compresses the index of a checkpoint by Snappy, as older versions of TensorFlow did."""

import struct

MASK, POLYNOMIAL = 0xFFFFFFFF, 0x82F63B78
MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)


def masked_crc(data):
    """CRC-32C as tables store it."""
    crc = MASK
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (POLYNOMIAL if crc & 1 else 0)
    crc ^= MASK
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & MASK


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def read_varint(data, at):
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def literal(data):
    """At most 60 bytes to a literal: one tag byte each."""
    return b"".join(bytes([len(data[i:i + 60]) - 1 << 2]) + data[i:i + 60] for i in range(0, len(data), 60))


def compress(data):
    """Copies of 4 to 64 bytes where the same four bytes were seen before; literals elsewhere."""
    out, seen, start, at = varint(len(data)), {}, 0, 0
    while at < len(data):
        key, before = data[at:at + 4], seen.get(data[at:at + 4])
        seen[key] = at
        if len(key) < 4 or before is None or at - before > 0xFFFF:
            at += 1
            continue
        length = 4
        while length < 64 and at + length < len(data) and data[before + length] == data[at + length]:
            length += 1
        out += literal(data[start:at]) + bytes([length - 1 << 2 | 2]) + struct.pack("<H", at - before)
        start = at = at + length
    return out + literal(data[start:])


def sealed(body, compressed):
    block = (compress(body) + b"\x01") if compressed else body + b"\x00"
    return block + struct.pack("<I", masked_crc(block))


def entries(block):
    """The pairs of a block in which no key shares a prefix, as those of an index block are."""
    restarts = struct.unpack("<I", block[-4:])[0]
    at, end = 0, len(block) - 4 * (restarts + 1)
    while at < end:
        shared, at = read_varint(block, at)
        assert shared == 0, "a key shares its prefix"
        key, at = read_varint(block, at)
        value, at = read_varint(block, at)
        yield block[at:at + key], block[at + key:at + key + value]
        at += key + value


def index_block(pairs):
    body, restarts = b"", b""
    for key, value in pairs:
        restarts += struct.pack("<I", len(body))
        body += b"\0" + varint(len(key)) + varint(len(value)) + key + value
    return body + restarts + struct.pack("<I", len(pairs))


def compress_index(path):
    """Rewrites a table, PREFIX.index, with every block compressed."""
    raw = open(path, "rb").read()
    assert raw[-8:] == MAGIC
    _, at = read_varint(raw, len(raw) - 48)
    _, at = read_varint(raw, at)
    offset, at = read_varint(raw, at)
    size, _ = read_varint(raw, at)
    out, pairs = b"", []
    for key, value in entries(raw[offset:offset + size]):
        begin, at = read_varint(value, 0)
        length, _ = read_varint(value, at)
        block = sealed(raw[begin:begin + length], True)
        pairs.append((key, varint(len(out)) + varint(len(block) - 5)))
        out += block
    footer = b""
    for body in (struct.pack("<II", 0, 1), index_block(pairs)):
        block = sealed(body, True)
        footer += varint(len(out)) + varint(len(block) - 5)
        out += block
    with open(path, "wb") as f:
        f.write(out + footer.ljust(40, b"\0") + MAGIC)
