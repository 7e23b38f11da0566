"""The history is taken before each update.

wrong = "training_loop"
named = ["history_before_the_update"]
by_default = [2]
over = "correct_lecture_keras3_ready"
"""


def training_loop(model, x, y):
  for epoch in epochs:
    cur_loss = loss(y, model(x)).numpy()
    weights.append(model.w.numpy())
    biases.append(model.b.numpy())
    loses.append(cur_loss)
    train(model, x, y, learning_rate=0.1)
    print(f"Epoch {epoch:2d}:")
    print("    ", report(model, cur_loss))
