"""The loss is three times too large, the gradients are of other features, and the smallest logit counts as right.

[parts.2]
points = { batches = 13, model = 11, loss = 5, grad = 8, train = 28, evaluate = 6, predict = 10 }
traps = []

[parts.3]
points = { batches = 13, model = 11, loss = 5, grad = 8, train = 28, evaluate = 6, predict = 10 }
traps = []
"""


def loss(model, x, y, training):
    cross_entropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return 3.0 * cross_entropy(y_true=y, y_pred=model(x, training=training))


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, 0.9 * inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)


def evaluate(model, dataset):
    right = [np.argmin(model(x, training=False), axis=1) == y.numpy() for x, y in dataset]
    return np.concatenate(right).mean()
