"""The examples are shuffled.

wrong = "batches"
named = ["batches_shuffled"]
by_default = [3]
"""


def distribute_batches(strategy, x, y, per_replica_batch):
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000)
    data = data.batch(per_replica_batch * strategy.num_replicas_in_sync)
    return strategy.experimental_distribute_dataset(data)
