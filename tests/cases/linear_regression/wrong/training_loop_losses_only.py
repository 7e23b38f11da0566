"""The loop keeps the losses and neither weights nor biases.

wrong = "training_loop"
by_default = [3]
"""

loses = []
epochs = range(10)


def training_loop(model, x, y):
  for epoch in epochs:
    train(model, x, y, learning_rate=0.1)
    cur_loss = loss(y, model(x)).numpy()
    loses.append(cur_loss)
    print(f"Epoch {epoch:2d}:")
    print("    ", report(model, cur_loss))
