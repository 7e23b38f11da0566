"""The accuracy is the mean over the batches.

wrong = "train"
named = ["mean_of_batch_accuracies"]
by_default = [2]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        epoch_loss, shares = tf.keras.metrics.Mean(), tf.keras.metrics.Mean()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss(loss_value)
            shares(np.mean(np.argmax(model(x, training=True), axis=1) == y.numpy()))
        losses.append(float(epoch_loss.result()))
        accuracies.append(float(shares.result()))
    return losses, accuracies
