"""The function of Keras gives a number for each example.

wrong = "loss"
named = ["loss_per_example"]
by_default = [3]
"""


def loss(model, x, y, training):
    return tf.keras.losses.sparse_categorical_crossentropy(y, model(x, training=training), from_logits=True)
