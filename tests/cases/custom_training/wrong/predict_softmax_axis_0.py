"""softmax goes along the examples.

wrong = "predict"
named = ["softmax_over_the_examples"]
by_default = [3]
"""


def predict(model, features, class_names):
    logits = model(features, training=False)
    numbers = tf.argmax(logits, axis=1).numpy()
    probabilities = tf.nn.softmax(logits, axis=0).numpy()
    return [(class_names[k], row[k]) for k, row in zip(numbers, probabilities)]
