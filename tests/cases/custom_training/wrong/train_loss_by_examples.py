"""The loss of a batch is weighed by its size.

wrong = "train"
named = ["loss_of_examples"]
by_default = [3]
"""


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        total, right, seen = 0.0, 0, 0
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            total += float(loss_value) * len(y)
            right += np.sum(np.argmax(model(x, training=True), axis=1) == y.numpy())
            seen += len(y)
        losses.append(total / seen)
        accuracies.append(right / seen)
    return losses, accuracies
