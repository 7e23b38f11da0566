"""The dataset is an ordinary one.

wrong = "batches"
named = ["not_distributed"]
by_default = [2]
"""


def distribute_batches(strategy, x, y, per_replica_batch):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    return data.batch(per_replica_batch * strategy.num_replicas_in_sync)
