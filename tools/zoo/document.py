"""Writes docs/zoo.md from the rows."""


def write(rows, doc):
    pass
