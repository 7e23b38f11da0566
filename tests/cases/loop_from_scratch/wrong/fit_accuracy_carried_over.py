"""The training accuracy is never reset.

wrong = "fit"
named = ["accuracy_carried_over"]
by_default = [2]
"""


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for epoch in range(epochs):
        val_accuracy.reset_state()
        total, n = 0.0, 0
        for x, y in train_data:
            total += float(train_step(x, y)) * len(x)
            n += len(x)
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(total / n)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
        print(f"Epoch {epoch}: loss {total / n:.4f}")
    return history
