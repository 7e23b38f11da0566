"""What the replicas return is never put together.

wrong = "predict"
by_default = [2]
"""


def predict(strategy, model, dataset):
    return [strategy.run(lambda x: model(x, training=False), args=(x,)) for x, y in dataset]
