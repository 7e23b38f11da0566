"""tf.nn.softmax stands before a loss that expects logits.

wrong = "loss"
named = ["softmax_before_from_logits"]
by_default = [2]
"""


def loss(model, x, y, training):
    probabilities = tf.nn.softmax(model(x, training=training))
    return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, probabilities)
