"""Each replica makes batches of the global size.

wrong = "batches"
named = ["global_batch_for_each_replica"]
over = "correct_from_function"
by_default = [3]
"""


def distribute_batches(strategy, x, y, per_replica_batch):
    global_batch_size = per_replica_batch * strategy.num_replicas_in_sync

    def dataset_fn(context):
        dataset = tf.data.Dataset.from_tensor_slices((x, y))
        dataset = dataset.shard(context.num_input_pipelines, context.input_pipeline_id)
        return dataset.batch(global_batch_size).prefetch(tf.data.AUTOTUNE)

    return strategy.distribute_datasets_from_function(dataset_fn)
