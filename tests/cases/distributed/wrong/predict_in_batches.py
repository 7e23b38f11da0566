"""The logits come as a list of batches.

wrong = "predict"
by_default = [3]
"""


def predict(strategy, model, dataset):
    batches = []
    for x, y in dataset:
        logits = strategy.run(lambda x: model(x, training=False), args=(x,))
        batches.append(tf.concat(strategy.experimental_local_results(logits), axis=0))
    return batches
