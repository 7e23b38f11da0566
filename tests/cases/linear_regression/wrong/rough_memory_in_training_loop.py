"""training_loop fills 50 GB

wrong = "training_loop"
cause = "out_of_memory"
"""


def training_loop(model, x, y):
    hoard = [bytearray(b'x' * 10**8) for _ in range(500)]
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
