"""compile_and_fit asks a question

wrong = "fit"
by_default = [3]
cause = "raised"
"""


def compile_and_fit(model, x, y):
    int(input('How many epochs? '))
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
