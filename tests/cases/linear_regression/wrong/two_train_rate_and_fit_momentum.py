"""A step without the learning rate, and momentum in fit.

two = { train = "learning_rate_left_out", fit = "momentum_in_fit" }
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        l = loss(y, model(x))
    g = tape.gradient(l, [model.w, model.b])
    model.w.assign(model.w - g[0])
    model.b.assign(model.b - g[1])


def compile_and_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(0.1, 0.9), loss="mse")
    return model.fit(x, y, batch_size=len(x), epochs=10, verbose=0)
