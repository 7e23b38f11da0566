"""A step up the gradient, and nine epochs of it.

two = { train = "uphill", training_loop = "nine_epochs" }
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as t:
        cost = loss(y, model(x))
    grads = t.gradient(cost, [model.w, model.b])
    for v, g in zip([model.w, model.b], grads):
        v.assign_add(learning_rate * g)


def training_loop(model, x, y):
    ws, bs, ls = [], [], []
    for epoch in range(1, 10):
        train(model, x, y, learning_rate=0.1)
        l = loss(y, model(x))
        ws.append(float(model.w)); bs.append(float(model.b)); ls.append(float(l))
        print("epoch", epoch, report(model, l))
    return ws, bs, ls
