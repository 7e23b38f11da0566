"""softmax goes along the examples.

wrong = "predict"
named = ["softmax_over_the_examples"]
"""


def predict(model, features, class_names):
    logits = model(features, training=False)
    numbers = tf.argmax(logits, axis=1).numpy()
    probabilities = tf.nn.softmax(logits, axis=0).numpy().max(axis=1)
    return [(class_names[k], p) for k, p in zip(numbers, probabilities)]
