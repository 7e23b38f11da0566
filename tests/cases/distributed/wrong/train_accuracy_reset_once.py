"""The accuracy is reset before the first epoch only.

wrong = "train"
named = ["accuracy_carried_over"]
over = "correct_plain_division"
by_default = [3]
"""


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    accuracy.reset_state()
    for _ in range(epochs):
        of_epoch = []
        for element in dataset:
            of_epoch.append(float(step(element)))
        losses.append(sum(of_epoch) / len(of_epoch))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies
