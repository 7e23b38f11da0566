"""Two data sets are shuffled, each for itself, and zipped afterwards.

wrong = "batches"
named = ["labels_mixed_apart"]
by_default = [3]
"""


def make_batches(features, labels, batch_size, shuffle):
    x = tf.data.Dataset.from_tensor_slices(features)
    y = tf.data.Dataset.from_tensor_slices(labels)
    if shuffle:
        x, y = x.shuffle(len(features)), y.shuffle(len(labels))
    return tf.data.Dataset.zip((x, y)).batch(batch_size)
