"""The model's losses are added whole on every replica, so they count once a replica.

wrong = "loss"
named = ["model_losses_on_each_replica"]
over = "correct_closures"
by_default = [3]
"""


def compute_loss(labels, logits, model_losses, global_batch_size):
    shares = [tf.reduce_sum(per_example(labels, logits)) / global_batch_size]
    shares += list(model_losses)
    return add_up(shares)
