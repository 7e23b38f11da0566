import numpy as np, tensorflow as tf
K = tf.keras; L = K.layers

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.array([[-0.9, 0.6, -0.8, -0.6],
                        [0.9, 0.7, -0.5, -0.5],
                        [0.5, -1.1, 1.1, 1.1]])
    y = np.sort(np.arange(n) % 3).astype(np.int32)
    x = centres[y] + 0.4 * rng.normal(size=(n, 4))
    return x.astype(np.float32), y


def make_batches(features, labels, batch_size, shuffle):
    p = np.random.permutation(len(labels)) if shuffle else slice(None)
    return tf.data.Dataset.from_tensor_slices((features[p], labels[p])).padded_batch(batch_size)

make_model = lambda: K.Sequential([L.InputLayer((4,)), L.Dense(10, 'relu'), L.Dense(8, 'relu'), L.Dense(3)])

xent = lambda y, z: tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, z))
loss = lambda model, x, y, training: xent(y, model(x, training=training))
hits = lambda y, z: np.argmax(z, 1) == np.array(y)

def grad(model, inputs, targets):
    with tf.GradientTape() as t: l = loss(model, inputs, targets, True)
    return l, t.gradient(l, model.trainable_weights)

def train(model, optimizer, dataset, num_epochs):
    def step(x, y):
        l, g = grad(model, x, y)
        optimizer.apply_gradients(zip(g, model.trainable_weights))
        return l.numpy(), hits(y, model(x, training=True))
    def epoch():
        ls, hs = zip(*[step(x, y) for x, y in dataset])
        return np.mean(ls), np.concatenate(hs).mean()
    return tuple(zip(*[epoch() for _ in range(num_epochs)]))

def evaluate(model, dataset):
    return np.concatenate([hits(y, model(x, training=False)) for x, y in dataset]).mean()

def predict(model, features, class_names):
    p = tf.nn.softmax(model(features, training=False)).numpy()
    return list(zip(np.array(class_names)[p.argmax(1)], p.max(1)))

if __name__ == '__main__':
    m = make_model(); o = K.optimizers.SGD(.1)
    print(*train(m, o, make_batches(*penguins(91, 0), 16, True), 15), sep='\n')
    print(evaluate(m, make_batches(*penguins(37, 9), 16, False)), predict(m, penguins(5, 2)[0], CLASS_NAMES))
