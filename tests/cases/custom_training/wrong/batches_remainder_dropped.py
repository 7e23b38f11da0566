"""The last batch is dropped, by a count of whole batches.

wrong = "batches"
named = ["short_batch_dropped"]
by_default = [2]
"""


def make_batches(features, labels, batch_size, shuffle):
    order = np.random.permutation(len(labels)) if shuffle else np.arange(len(labels))
    batches = []
    for k in range(len(labels) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        batches.append((features[rows], labels[rows]))
    return batches
