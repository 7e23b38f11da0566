"""Only the losses are returned.

wrong = "train"
by_default = [2]
"""


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses = []
    for epoch in range(epochs):
        accuracy.reset_state()
        steps = [float(train_step(batch)) for batch in dataset]
        losses.append(sum(steps) / len(steps))
    return losses
