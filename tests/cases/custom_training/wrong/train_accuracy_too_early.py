"""The accuracy is updated before the weights.

wrong = "train"
named = ["accuracy_before_the_update"]
by_default = [3]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        epoch_loss, right, seen = [], 0, 0
        for x, y in dataset:
            right += np.sum(np.argmax(model(x, training=True), axis=1) == y.numpy())
            seen += len(y)
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss.append(loss_value)
        losses.append(float(tf.reduce_mean(epoch_loss)))
        accuracies.append(right / seen)
    return losses, accuracies
