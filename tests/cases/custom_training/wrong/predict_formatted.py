"""The probabilities are text, as the tutorial prints them.

wrong = "predict"
named = ["probability_as_text"]
by_default = [3]
"""


def predict(model, features, class_names):
    answers = []
    for logits in model(features, training=False):
        k = tf.argmax(logits).numpy()
        answers.append((class_names[k], f"{100 * tf.nn.softmax(logits)[k]:4.1f}%"))
    return answers
