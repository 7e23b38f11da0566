"""The mean over the replica's own examples.

wrong = "loss"
named = ["mean_of_the_replica"]
by_default = [2]
"""


def compute_loss(labels, logits, model_losses, global_batch_size):
    loss = tf.reduce_mean(per_example(labels, logits))
    replicas = tf.distribute.get_replica_context().num_replicas_in_sync
    return loss + sum(model_losses) / replicas
