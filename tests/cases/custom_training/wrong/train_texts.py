"""The history is text, made ready for printing.

wrong = "train"
named = ["history_of_texts"]
by_default = [2]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        epoch_loss = tf.keras.metrics.Mean()
        epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss(loss_value)
            epoch_accuracy(y, model(x, training=True))
        losses.append(f"{epoch_loss.result():.3f}")
        accuracies.append(f"{epoch_accuracy.result():.3%}")
    return losses, accuracies
