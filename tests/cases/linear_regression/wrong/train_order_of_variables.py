"""The gradients of w and b are zipped with trainable_variables, which tf.Module sorts by name.

wrong = "train"
named = ["gradients_in_another_order"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    gradients = tape.gradient(current_loss, [model.w, model.b])
    for variable, gradient in zip(model.trainable_variables, gradients):
        variable.assign_sub(learning_rate * gradient)
