"""The history is in lists of the module, and its first epochs are returned.

wrong = "train"
by_default = [2]
"""

losses, accuracies = [], []


def train(model, optimizer, dataset, num_epochs):
    for _ in range(num_epochs):
        mean, accuracy = tf.keras.metrics.Mean(), tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss_value)
            accuracy.update_state(y, model(x, training=True))
        losses.append(mean.result().numpy())
        accuracies.append(accuracy.result().numpy())
    return losses[:num_epochs], accuracies[:num_epochs]
