"""training is never passed on.

wrong = "loss"
named = ["training_not_passed_on"]
by_default = [3]
"""


def loss(model, x, y, training):
    logits = model(x)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
