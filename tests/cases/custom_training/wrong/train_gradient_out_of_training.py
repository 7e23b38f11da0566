"""The loop computes the gradients itself, with the model out of training mode.

wrong = "train"
by_default = [3]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = tf.keras.metrics.Mean(), tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            with tf.GradientTape() as tape:
                loss_value = loss(model, x, y, training=False)
            gradients = tape.gradient(loss_value, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss_value)
            accuracy.update_state(y, model(x, training=True))
        losses.append(mean.result().numpy())
        accuracies.append(accuracy.result().numpy())
    return losses, accuracies
