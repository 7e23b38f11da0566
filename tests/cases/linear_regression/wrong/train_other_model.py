"""The step changes the module's own model and not the one it is given.

wrong = "train"
named = ["model_of_the_module"]
by_default = [2]
"""

my_model = MyModel()


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, my_model(x))
    dw, db = tape.gradient(current_loss, [my_model.w, my_model.b])
    my_model.w.assign_sub(learning_rate * dw)
    my_model.b.assign_sub(learning_rate * db)
