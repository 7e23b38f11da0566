"""Whole batches are shuffled.

wrong = "batches"
named = ["batches_mixed_as_wholes"]
by_default = [2]
"""


def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices((features, labels)).batch(batch_size)
    if shuffle:
        data = data.shuffle(100)
    return data
