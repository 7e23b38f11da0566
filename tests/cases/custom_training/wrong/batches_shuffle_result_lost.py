"""The result of shuffle is thrown away.

wrong = "batches"
named = ["never_mixed"]
by_default = [3]
"""


def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        data.shuffle(len(labels))
    return data.batch(batch_size)
