"""Numbers that are the same here and in numbers.ts: weights, inputs and targets need not be stored."""

import numpy as np

MODULUS = 1009


def spread(count, salt):
    """`count` numbers in [-1, 1), in no visible order; exactly the float32 that numbers.ts gives."""
    index = np.arange(count, dtype=np.int64)
    mixed = (index * 7919 + index * index * 31 + salt * 104729) % MODULUS
    return (2 * mixed / MODULUS - 1).astype(np.float32)
