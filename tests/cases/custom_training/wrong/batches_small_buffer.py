"""The buffer holds 32 examples of the sorted table.

wrong = "batches"
named = ["buffer_of_one_batch"]
by_default = [3]
"""


def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        data = data.shuffle(32)
    return data.batch(batch_size)
