"""The loss goes on from epoch to epoch.

wrong = "fit"
named = ["loss_carried_over"]
by_default = [3]
"""


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    mean_loss = tf.keras.metrics.Mean()
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        for x, y in train_data:
            mean_loss.update_state(train_step(x, y), sample_weight=len(x))
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(float(mean_loss.result()))
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
        accuracy.reset_state()
        val_accuracy.reset_state()
    return history
