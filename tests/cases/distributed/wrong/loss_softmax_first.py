"""The logits go through softmax first.

wrong = "loss"
named = ["softmax_before_the_loss"]
by_default = [3]
"""


def compute_loss(labels, logits, model_losses, global_batch_size):
    loss = tf.reduce_sum(per_example(labels, tf.nn.softmax(logits))) / global_batch_size
    return loss + sum(model_losses) / tf.distribute.get_replica_context().num_replicas_in_sync
