"""Drop_remainder=True loses the last, smaller batch.

wrong = "batches"
named = ["short_batch_dropped"]
over = "correct_plain_division"
by_default = [2]
"""


def distribute_batches(strategy, x, y, per_replica_batch):
    size = per_replica_batch * strategy.num_replicas_in_sync
    ds = tf.data.Dataset.from_tensor_slices((np.asarray(x), np.asarray(y)))
    ds = ds.batch(size, drop_remainder=True)
    return strategy.experimental_distribute_dataset(ds)
