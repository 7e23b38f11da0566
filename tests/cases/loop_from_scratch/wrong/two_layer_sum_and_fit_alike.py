"""Two parts are wrong: the layer sums over the batch, fit weighs batches alike.

two = { layer = "activity_not_averaged", fit = "batches_weighed_alike" }
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.reduce_sum(squares))
        return inputs


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for epoch in range(epochs):
        accuracy.reset_state()
        val_accuracy.reset_state()
        total, n = 0.0, 0
        for x, y in train_data:
            total += float(train_step(x, y)) 
            n += 1
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(total / n)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
        print(f"Epoch {epoch}: loss {total / n:.4f}")
    return history
