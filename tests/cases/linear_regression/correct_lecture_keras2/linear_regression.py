import tensorflow as tf
from pprint import pprint
print(tf.__version__)
print(tf.executing_eagerly())

# The actual line
TRUE_W = 3.0
TRUE_B = 2.0

NUM_EXAMPLES = 201

x = tf.linspace(-2,2, NUM_EXAMPLES)
x = tf.cast(x, tf.float32)

# Ідеальна функція
def f(x):
  return x * TRUE_W + TRUE_B

# Генерація нормального шуму
noise = tf.random.normal(shape=[NUM_EXAMPLES])

# Обчислення функції
y = f(x) + noise

# This computes a single loss value for an entire batch
def loss(target_y, predicted_y):
  return tf.reduce_mean(tf.square(target_y - predicted_y))

class MyModel(tf.Module):
  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    # Initialize the weights to `5.0` and the bias to `0.0`
    self.w = tf.Variable(5.0)
    self.b = tf.Variable(0.0)

  def __call__(self, x):
    return self.w * x + self.b

class MyModelKeras(tf.keras.Model):
  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    self.w = tf.Variable(5.0)
    self.b = tf.Variable(0.0)

  def call(self, x):
    return self.w * x + self.b

keras_model = MyModelKeras()

# Given a callable model, inputs, outputs, and a learning rate...
def train(model, x, y, learning_rate):

  with tf.GradientTape() as t:
    # Trainable variables are automatically tracked by GradientTape
    current_loss = loss(y, model(x))

  # Use GradientTape to calculate the gradients with respect to W and b
  dw, db = t.gradient(current_loss, [model.w, model.b])

  # Subtract the gradient scaled by the learning rate
  model.w.assign_sub(learning_rate * dw)
  model.b.assign_sub(learning_rate * db)

# Collect the history of W-values and b-values to plot later
weights = []
biases = []
loses = []

epochs = range(10)

# Define a training loop
def report(model, loss):
  return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"

def training_loop(model, x, y):

  for epoch in epochs:
    # Update the model with the single giant batch
    train(model, x, y, learning_rate=0.1)
    cur_loss = loss(y, model(x)).numpy()
    weights.append(model.w.numpy())
    biases.append(model.b.numpy())
    loses.append(cur_loss)

    print(f"Epoch {epoch:2d}:")
    print("    ", report(model, cur_loss))

# Reuse the training loop with a Keras model
training_loop(keras_model, x, y)

def compile_and_fit(model, x, y):
  model.compile(
    run_eagerly=False,
    optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
    loss=tf.keras.losses.mean_squared_error,
  )
  return model.fit(x, y, epochs=10, batch_size=1000)

def save_checkpoint(model, path):
  model.save_weights(path)

pprint(x.shape[0])
compile_and_fit(keras_model, x, y)
save_checkpoint(keras_model, "my_checkpoint.weights.h5")
