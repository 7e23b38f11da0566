"""Probabilities are returned.

wrong = "predict"
named = ["probabilities_predicted"]
by_default = [3]
"""


def predict(strategy, model, dataset):
    rows = []
    for x, y in dataset:
        logits = strategy.run(lambda x: model(x, training=False), args=(x,))
        for part in strategy.experimental_local_results(logits):
            rows.extend(tf.nn.softmax(part).numpy())
    return np.array(rows)
