"""An iterator comes back, which is used up after one pass.

wrong = "batches"
named = ["used_up_after_one_pass"]
by_default = [2]
"""


def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        data = data.shuffle(len(features))
    return iter(data.batch(batch_size))
