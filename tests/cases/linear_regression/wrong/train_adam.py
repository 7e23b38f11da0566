"""The step is Adam's.

wrong = "train"
named = ["step_of_fixed_size"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    optimizer = tf.keras.optimizers.Adam(learning_rate=learning_rate)
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    variables = [model.w, model.b]
    gradients = tape.gradient(current_loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
