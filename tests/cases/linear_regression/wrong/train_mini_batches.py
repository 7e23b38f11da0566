"""Each call goes through the data in batches of 32, with a step for each.

wrong = "train"
named = ["step_for_each_batch"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    for batch_x, batch_y in tf.data.Dataset.from_tensor_slices((x, y)).batch(32):
        with tf.GradientTape() as tape:
            current_loss = loss(batch_y, model(batch_x))
        dw, db = tape.gradient(current_loss, [model.w, model.b])
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)
