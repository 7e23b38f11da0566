"""The loss of the last step is recorded.

wrong = "train"
named = ["loss_of_the_last_step"]
by_default = [2]
"""


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for epoch in range(epochs):
        accuracy.reset_state()
        for batch in dataset:
            loss = train_step(batch)
        losses.append(float(loss))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies
