"""tf.add_n can't add up an empty list.

wrong = "loss"
named = ["model_losses_by_add_n"]
by_default = [2]
"""


def compute_loss(labels, logits, model_losses, global_batch_size):
    loss = tf.nn.compute_average_loss(per_example(labels, logits), global_batch_size=global_batch_size)
    return loss + tf.nn.scale_regularization_loss(tf.add_n(model_losses))
