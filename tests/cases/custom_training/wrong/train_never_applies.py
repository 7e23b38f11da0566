"""The gradients are never applied.

wrong = "train"
named = ["update_left_out"]
by_default = [2]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        epoch_loss = tf.keras.metrics.Mean()
        epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            epoch_loss(loss_value)
            epoch_accuracy(y, model(x, training=True))
        losses.append(float(epoch_loss.result()))
        accuracies.append(float(epoch_accuracy.result()))
    return losses, accuracies
