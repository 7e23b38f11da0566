"""The mean over the replica's own examples is divided by the number of replicas: wrong for a short batch.

wrong = "loss"
named = ["mean_over_the_replicas"]
over = "correct_nn_all_reduce"
by_default = [2]
"""


def compute_loss(labels, logits, model_losses, global_batch_size):
    context = tf.distribute.get_replica_context()
    loss = tf.reduce_mean(cross_entropy(labels, logits)) / context.num_replicas_in_sync
    if len(model_losses) > 0:
        loss = loss + tf.reduce_sum(tf.stack(model_losses)) / context.num_replicas_in_sync
    return loss
