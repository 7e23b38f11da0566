"""Adam takes the place of the optimizer that is passed in.

wrong = "train"
named = ["optimizer_of_its_own"]
by_default = [3]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    optimizer = tf.keras.optimizers.Adam(0.005)
    for _ in range(num_epochs):
        epoch_loss = tf.keras.metrics.Mean()
        epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss(loss_value)
            epoch_accuracy(y, model(x, training=True))
        losses.append(float(epoch_loss.result()))
        accuracies.append(float(epoch_accuracy.result()))
    return losses, accuracies
