"""The loss of Keras is told to add up.

wrong = "loss"
named = ["sum_for_mean"]
by_default = [3]
"""


def loss(model, x, y, training):
    loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    return loss_object(y, model(x, training=training))
