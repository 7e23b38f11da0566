"""The loss is made without from_logits.

wrong = "loss"
named = ["from_logits_forgotten"]
by_default = [2]
"""


def loss(model, x, y, training):
    return tf.keras.losses.SparseCategoricalCrossentropy()(y, model(x, training=training))
