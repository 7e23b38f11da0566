"""The names are taken one place too early.

wrong = "predict"
named = ["names_off_by_one"]
by_default = [2]
"""


def predict(model, features, class_names):
    probabilities = tf.nn.softmax(model(features, training=False)).numpy()
    return [(class_names[row.argmax() - 1], row.max()) for row in probabilities]
