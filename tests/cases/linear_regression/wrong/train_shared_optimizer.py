"""One optimiser at module level, tied to the variables of the first model it meets.

wrong = "train"
by_default = [3]
"""

optimizer = tf.keras.optimizers.SGD()


def train(model, x, y, learning_rate):
    optimizer.learning_rate.assign(learning_rate)
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    variables = [model.w, model.b]
    gradients = tape.gradient(current_loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
