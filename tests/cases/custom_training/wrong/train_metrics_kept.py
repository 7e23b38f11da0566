"""The metrics are made once, before the epochs.

wrong = "train"
named = ["metrics_never_reset"]
by_default = [3]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    epoch_loss = tf.keras.metrics.Mean()
    epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    for _ in range(num_epochs):
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss(loss_value)
            epoch_accuracy(y, model(x, training=True))
        losses.append(epoch_loss.result())
        accuracies.append(epoch_accuracy.result())
    return losses, accuracies
