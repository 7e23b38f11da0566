"""Wrong definitions that students write, each as it is usually written; one stands in for the solution's own at a time.

This file runs in the namespace of solution.py, after it. Where only one line of a definition is wrong, the rest is
the solution's, or a helper's whose name begins with an underscore.
"""

from grader import misconception

# loss ---------------------------------------------------------------------------------------------


@misconception(part="loss")
def sum_for_mean(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))


@misconception(part="loss")
def half_the_sum(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / 2


@misconception(part="loss")
def half_the_mean(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y)) / 2


@misconception(part="loss")
def absolute_error(target_y, predicted_y):
    return tf.reduce_mean(tf.abs(target_y - predicted_y))


@misconception(part="loss")
def error_not_squared(target_y, predicted_y):
    return tf.reduce_mean(target_y - predicted_y)


@misconception(part="loss")
def error_not_squared_reversed(target_y, predicted_y):
    return tf.reduce_mean(predicted_y - target_y)


@misconception(part="loss")
def root_of_the_mean(target_y, predicted_y):
    return tf.sqrt(tf.reduce_mean(tf.square(target_y - predicted_y)))


@misconception(part="loss")
def square_of_the_mean(target_y, predicted_y):
    return tf.square(tf.reduce_mean(target_y - predicted_y))


@misconception(part="loss")
def difference_of_squares(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y) - tf.square(predicted_y))


@misconception(part="loss")
def target_left_out(target_y, predicted_y):
    return tf.reduce_mean(tf.square(predicted_y))


@misconception(part="loss")
def loss_per_example(target_y, predicted_y):
    return tf.square(target_y - predicted_y)


@misconception(part="loss")
def mean_over_first_axis(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y), axis=0)


@misconception(part="loss")
def mean_over_last_axis(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y), axis=-1)


@misconception(part="loss")
def every_pair(target_y, predicted_y):
    return tf.reduce_mean(tf.square(tf.reshape(target_y, (-1, 1)) - predicted_y))


@misconception(part="loss")
def divided_by_all_examples(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / NUM_EXAMPLES


@misconception(part="loss")
def divided_by_one_less(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / (len(target_y) - 1)


@misconception(part="loss")
def divided_by_32(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / 32


@misconception(part="loss")
def loss_as_plain_number(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y)).numpy()


@misconception(part="loss")
def prediction_made_an_array(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y.numpy()))


@misconception(part="loss")
def loss_returned_in_first_round(target_y, predicted_y):
    total = 0.0
    for target, predicted in zip(target_y, predicted_y):
        total += tf.square(target - predicted)
        return total / len(target_y)


@misconception(part="loss")
def loss_not_returned(target_y, predicted_y):
    tf.reduce_mean(tf.square(target_y - predicted_y))


# model --------------------------------------------------------------------------------------------


@misconception(part="model")
class start_exchanged(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(0.0)
        self.b = tf.Variable(5.0)


@misconception(part="model")
class start_at_zero(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(0.0)
        self.b = tf.Variable(0.0)


@misconception(part="model")
class random_start(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(tf.random.normal(shape=[]))
        self.b = tf.Variable(tf.random.normal(shape=[]))


@misconception(part="model")
class call_exchanged(MyModel):
    def __call__(self, x):
        return self.b * x + self.w


@misconception(part="model")
class bias_left_out(MyModel):
    def __call__(self, x):
        return self.w * x


@misconception(part="model")
class bias_added_twice(MyModel):
    def __call__(self, x):
        return self.w * x + self.b + self.b


@misconception(part="model")
class bias_subtracted(MyModel):
    def __call__(self, x):
        return self.w * x - self.b


@misconception(part="model")
class bias_added_to_x(MyModel):
    def __call__(self, x):
        return self.w * (x + self.b)


@misconception(part="model")
class x_squared(MyModel):
    def __call__(self, x):
        return self.w * x**2 + self.b


@misconception(part="model")
class line_through_relu(MyModel):
    def __call__(self, x):
        return tf.nn.relu(self.w * x + self.b)


@misconception(part="model")
class prediction_not_returned(MyModel):
    def __call__(self, x):
        self.w * x + self.b


@misconception(part="model")
class numbers_in_the_call(MyModel):
    def __call__(self, x):
        return 5.0 * x + 0.0


@misconception(part="model")
class true_line_in_the_call(MyModel):
    def __call__(self, x):
        return TRUE_W * x + TRUE_B


@misconception(part="model")
class variables_at_each_call(MyModel):
    def __call__(self, x):
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)
        return self.w * x + self.b


@misconception(part="model")
class plain_numbers(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = 5.0
        self.b = 0.0


@misconception(part="model")
class integer_variables(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5)
        self.b = tf.Variable(0)


@misconception(part="model")
class variables_of_shape_one(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable([5.0])
        self.b = tf.Variable([0.0])


@misconception(part="model")
class neither_trainable(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0, trainable=False)
        self.b = tf.Variable(0.0, trainable=False)


@misconception(part="model")
class only_b_trainable(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0, trainable=False)
        self.b = tf.Variable(0.0)


@misconception(part="model")
class only_w_trainable(MyModel):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0, trainable=False)


@misconception(part="model")
class variables_of_the_class(tf.Module):
    w = tf.Variable(5.0)
    b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


@misconception(part="model")
class call_without_underscores(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b


@misconception(part="model")
class not_a_module:
    def __init__(self):
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


# train --------------------------------------------------------------------------------------------


def _gradients(model, x, y):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    return tape.gradient(current_loss, [model.w, model.b])


@misconception(part="train")
def uphill(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_add(learning_rate * dw)
    model.b.assign_add(learning_rate * db)


@misconception(part="train")
def uphill_for_w(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_add(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def uphill_for_b(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_add(learning_rate * db)


@misconception(part="train")
def only_w_moves(model, x, y, learning_rate):
    dw, _ = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw)


@misconception(part="train")
def only_b_moves(model, x, y, learning_rate):
    _, db = _gradients(model, x, y)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def b_after_w(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.w.assign_sub(learning_rate * tape.gradient(current_loss, model.w))
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.b.assign_sub(learning_rate * tape.gradient(current_loss, model.b))


@misconception(part="train")
def w_after_b(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.b.assign_sub(learning_rate * tape.gradient(current_loss, model.b))
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.w.assign_sub(learning_rate * tape.gradient(current_loss, model.w))


@misconception(part="train")
def learning_rate_left_out(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(dw)
    model.b.assign_sub(db)


@misconception(part="train")
def learning_rate_written_in(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(0.1 * dw)
    model.b.assign_sub(0.1 * db)


@misconception(part="train")
def learning_rate_written_in_for_w(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(0.1 * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def learning_rate_written_in_for_b(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(0.1 * db)


@misconception(part="train")
def learning_rate_for_w_only(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(db)


@misconception(part="train")
def step_divided_by_n(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw / len(x))
    model.b.assign_sub(learning_rate * db / len(x))


@misconception(part="train")
def step_of_the_sum(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = tf.reduce_sum(tf.square(y - model(x)))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def derivative_without_its_two(model, x, y, learning_rate):
    error = model(x) - y
    model.w.assign_sub(learning_rate * tf.reduce_mean(error * x))
    model.b.assign_sub(learning_rate * tf.reduce_mean(error))


@misconception(part="train")
def prediction_outside_the_tape(model, x, y, learning_rate):
    predicted_y = model(x)
    with tf.GradientTape() as tape:
        current_loss = loss(y, predicted_y)
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def tape_asked_twice(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw = tape.gradient(current_loss, model.w)
    db = tape.gradient(current_loss, model.b)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train", keras=3)
def variables_watched(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        tape.watch([model.w, model.b])
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def gradients_exchanged(model, x, y, learning_rate):
    db, dw = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def gradients_in_another_order(model, x, y, learning_rate):
    for variable, gradient in zip(model.trainable_variables, _gradients(model, x, y)):
        variable.assign_sub(learning_rate * gradient)


@misconception(part="train")
def gradient_of_b_for_both(model, x, y, learning_rate):
    _, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * db)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def step_of_fixed_size(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * tf.sign(dw))
    model.b.assign_sub(learning_rate * tf.sign(db))


@misconception(part="train")
def gradients_clipped(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign_sub(learning_rate * tf.clip_by_value(dw, -1.0, 1.0))
    model.b.assign_sub(learning_rate * tf.clip_by_value(db, -1.0, 1.0))


@misconception(part="train")
def two_steps(model, x, y, learning_rate):
    for _ in range(2):
        dw, db = _gradients(model, x, y)
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def first_32_examples(model, x, y, learning_rate):
    dw, db = _gradients(model, x[:32], y[:32])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def first_half_of_the_data(model, x, y, learning_rate):
    dw, db = _gradients(model, x[: len(x) // 2], y[: len(y) // 2])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


@misconception(part="train")
def step_for_each_batch(model, x, y, learning_rate):
    for start in range(0, len(x), 32):
        dw, db = _gradients(model, x[start : start + 32], y[start : start + 32])
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)


@misconception(part="train", told_by="every_step_counts_alone.one_call_makes")
def epochs_in_train(model, x, y, learning_rate):
    for _ in range(10):
        dw, db = _gradients(model, x, y)
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)


@misconception(part="train", told_by="every_step_counts_alone.one_call_makes")
def batches_in_train(model, x, y, learning_rate):
    for start in range(0, len(x), 20):
        dw, db = _gradients(model, x[start : start + 20], y[start : start + 20])
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)


_inputs = tf.linspace(-2.0, 2.0, NUM_EXAMPLES)
_outputs = f(_inputs)


@misconception(part="train", told_by="every_step_counts_alone.one_call_makes")
def data_of_the_module(model, x, y, learning_rate):
    dw, db = _gradients(model, _inputs, _outputs)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


_model = MyModel()


@misconception(part="train", told_by="every_step_counts_alone.one_call_makes")
def model_of_the_module(model, x, y, learning_rate):
    dw, db = _gradients(_model, x, y)
    _model.w.assign_sub(learning_rate * dw)
    _model.b.assign_sub(learning_rate * db)


_velocity = {"w": 0.0, "b": 0.0}


@misconception(part="train")
def momentum_kept(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    _velocity["w"] = 0.9 * _velocity["w"] + dw
    _velocity["b"] = 0.9 * _velocity["b"] + db
    model.w.assign_sub(learning_rate * _velocity["w"])
    model.b.assign_sub(learning_rate * _velocity["b"])


@misconception(part="train")
def assigned_for_subtracted(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign(learning_rate * dw)
    model.b.assign(learning_rate * db)


@misconception(part="train")
def step_from_five_and_zero(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w.assign(5.0 - learning_rate * dw)
    model.b.assign(0.0 - learning_rate * db)


@misconception(part="train")
def optimizer_with_its_own_rate(model, x, y, learning_rate):
    variables = [model.w, model.b]
    tf.keras.optimizers.SGD().apply_gradients(zip(_gradients(model, x, y), variables))


@misconception(part="train")
def model_left_alone(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    w = model.w - learning_rate * dw
    b = model.b - learning_rate * db
    return w, b


@misconception(part="train")
def tensors_for_variables(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w = model.w - learning_rate * dw
    model.b = model.b - learning_rate * db


@misconception(part="train")
def new_variables(model, x, y, learning_rate):
    dw, db = _gradients(model, x, y)
    model.w = tf.Variable(model.w - learning_rate * dw)
    model.b = tf.Variable(model.b - learning_rate * db)


@misconception(part="train")
def towards_the_truth(model, x, y, learning_rate):
    model.w.assign_sub(learning_rate * (model.w - TRUE_W))
    model.b.assign_sub(learning_rate * (model.b - TRUE_B))


@misconception(part="train")
def solved_at_once(model, x, y, learning_rate):
    mean_x, mean_y = tf.reduce_mean(x), tf.reduce_mean(y)
    model.w.assign(tf.reduce_sum((x - mean_x) * (y - mean_y)) / tf.reduce_sum(tf.square(x - mean_x)))
    model.b.assign(mean_y - model.w * mean_x)


@misconception(part="train")
def x_for_y(model, x, y, learning_rate):
    dw, db = _gradients(model, x, x)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


# training_loop ------------------------------------------------------------------------------------


def _epochs(model, x, y, rates):
    history = [], [], []
    for epoch, learning_rate in enumerate(rates):
        train(model, x, y, learning_rate)
        current_loss = loss(y, model(x))
        for values, value in zip(history, (model.w, model.b, current_loss)):
            values.append(value.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return history


@misconception(part="training_loop")
def nine_epochs(model, x, y):
    return _epochs(model, x, y, [0.1] * 9)


@misconception(part="training_loop")
def eleven_epochs(model, x, y):
    return _epochs(model, x, y, [0.1] * 11)


@misconception(part="training_loop")
def hundred_epochs(model, x, y):
    return _epochs(model, x, y, [0.1] * 100)


@misconception(part="training_loop")
def returned_after_one_epoch(model, x, y):
    return _epochs(model, x, y, [0.1])


@misconception(part="training_loop")
def rate_ten_times_smaller(model, x, y):
    return _epochs(model, x, y, [0.01] * 10)


@misconception(part="training_loop")
def rate_that_decays(model, x, y):
    return _epochs(model, x, y, [0.1 / (epoch + 1) for epoch in range(10)])


@misconception(part="training_loop")
def train_never_called(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def two_steps_an_epoch(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, 0.1)
        train(model, x, y, 0.1)
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def step_for_each_slice(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        for start in range(0, len(x), 32):
            train(model, x[start : start + 32], y[start : start + 32], 0.1)
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def another_model_trained(model, x, y):
    return _epochs(MyModel(), x, y, [0.1] * 10)


@misconception(part="training_loop")
def model_set_back(model, x, y):
    model.w.assign(5.0)
    model.b.assign(0.0)
    return _epochs(model, x, y, [0.1] * 10)


@misconception(part="training_loop")
def history_before_the_update(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        train(model, x, y, 0.1)
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def loss_before_the_update(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        current_loss = loss(y, model(x))
        train(model, x, y, 0.1)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def start_kept_as_well(model, x, y):
    start = model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy()
    history = _epochs(model, x, y, [0.1] * 10)
    return [[first, *values] for first, values in zip(start, history)]


@misconception(part="training_loop")
def variables_kept_for_numbers(model, x, y):
    _, _, losses = _epochs(model, x, y, [0.1] * 10)
    return [model.w] * 10, [model.b] * 10, losses


@misconception(part="training_loop")
def lists_made_each_epoch(model, x, y):
    weights, biases, losses = _epochs(model, x, y, [0.1] * 10)
    return weights[-1:], biases[-1:], losses[-1:]


@misconception(part="training_loop")
def one_list_for_all(model, x, y):
    weights = biases = losses = []
    for epoch in range(10):
        train(model, x, y, 0.1)
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def history_not_returned(model, x, y):
    _epochs(model, x, y, [0.1] * 10)


@misconception(part="training_loop")
def losses_first(model, x, y):
    weights, biases, losses = _epochs(model, x, y, [0.1] * 10)
    return losses, weights, biases


@misconception(part="training_loop")
def biases_first(model, x, y):
    weights, biases, losses = _epochs(model, x, y, [0.1] * 10)
    return biases, weights, losses


@misconception(part="training_loop")
def history_rounded(model, x, y):
    return [[round(float(value), 2) for value in values] for values in _epochs(model, x, y, [0.1] * 10)]


@misconception(part="training_loop")
def loss_beside_the_true_line(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, 0.1)
        current_loss = loss(f(x), model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss.numpy())
        print(f"Epoch {epoch:2d}:", report(model, current_loss))
    return weights, biases, losses


@misconception(part="training_loop")
def nothing_printed(model, x, y):
    weights, biases, losses = [], [], []
    for _ in range(10):
        train(model, x, y, 0.1)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(loss(y, model(x)).numpy())
    return weights, biases, losses


@misconception(part="training_loop")
def printed_once(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, 0.1)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(loss(y, model(x)).numpy())
    print(f"Epoch {epoch:2d}:", report(model, losses[-1]))
    return weights, biases, losses


# keras_model --------------------------------------------------------------------------------------


def _start(value):
    return tf.keras.initializers.Constant(value)


@misconception(part="keras_model")
class keras_start_exchanged(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(0.0))
        self.b = self.add_weight(name="b", shape=(), initializer=_start(5.0))

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_random_start(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=())
        self.b = self.add_weight(name="b", shape=())

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_call_exchanged(MyModelKeras):
    def call(self, x):
        return self.b * x + self.w


@misconception(part="keras_model")
class keras_bias_left_out(MyModelKeras):
    def call(self, x):
        return self.w * x


@misconception(part="keras_model")
class keras_true_line_in_the_call(MyModelKeras):
    def call(self, x):
        return TRUE_W * x + TRUE_B


@misconception(part="keras_model", keras=3)
class keras_bare_variables(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model", keras=3)
class keras_b_bare_variable(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0))
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_variables_at_each_call(tf.keras.Model):
    def call(self, x):
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_plain_numbers(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = 5.0
        self.b = 0.0

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_weights_of_shape_one(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(1,), initializer=_start(5.0))
        self.b = self.add_weight(name="b", shape=(1,), initializer=_start(0.0))

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_neither_trainable(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0), trainable=False)
        self.b = self.add_weight(name="b", shape=(), initializer=_start(0.0), trainable=False)

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_only_w_trainable(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=_start(0.0), trainable=False)

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model", keras=3)
class keras_name_before_shape(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight("w", shape=(), initializer=_start(5.0))
        self.b = self.add_weight("b", shape=(), initializer=_start(0.0))

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class keras_init_not_called(tf.keras.Model):
    def __init__(self, **kwargs):
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=_start(0.0))

    def call(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class forward_for_call(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=_start(0.0))

    def forward(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class call_with_underscores(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=_start(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=_start(0.0))

    def __call__(self, x):
        return self.w * x + self.b


@misconception(part="keras_model")
class dense_layer(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


@misconception(part="keras_model")
class module_for_keras_model(MyModel):
    pass


# fit ----------------------------------------------------------------------------------------------


def _sgd():
    return tf.keras.optimizers.SGD(learning_rate=0.1)


@misconception(part="fit")
def batches_of_32(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, verbose=0)


@misconception(part="fit")
def ten_for_batch_size(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, 10, verbose=0)


@misconception(part="fit", told_by="one_batch_an_epoch.batch_size_is_a_number")
def batch_size_written_in(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=128, verbose=0)


@misconception(part="fit")
def adam_for_sgd(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.1), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def optimizer_left_out(model, x, y):
    model.compile(loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def rate_left_to_keras(model, x, y):
    model.compile(optimizer="sgd", loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit", keras=3)
def old_name_of_the_rate(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(lr=0.1), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def momentum_in_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def absolute_error_in_fit(model, x, y):
    model.compile(optimizer=_sgd(), loss="mae")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def metric_for_loss(model, x, y):
    model.compile(optimizer=_sgd(), metrics=["mse"])
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def compile_left_out(model, x, y):
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def one_epoch(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, batch_size=len(x), verbose=0)


@misconception(part="fit")
def ten_fits_of_one_epoch(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    for _ in range(10):
        history = model.fit(x, y, batch_size=len(x), verbose=0)
    return history


@misconception(part="fit")
def train_on_batch_for_fit(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return [model.train_on_batch(x, y) for _ in range(10)]


@misconception(part="fit")
def loop_for_fit(model, x, y):
    return training_loop(model, x, y)


@misconception(part="fit")
def validation_held_back(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), validation_split=0.2, verbose=0)


@misconception(part="fit")
def x_and_y_exchanged(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(y, x, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def another_model_fitted(model, x, y):
    model = MyModelKeras()
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def fit_not_returned(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


@misconception(part="fit")
def dictionary_returned(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0).history


@misconception(part="fit")
def list_of_losses_returned(model, x, y):
    model.compile(optimizer=_sgd(), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0).history["loss"]


# checkpoint ---------------------------------------------------------------------------------------


@misconception(part="checkpoint")
def another_model_saved(model, path):
    fresh = MyModelKeras()
    fresh(tf.zeros([1]))
    fresh.save_weights(path)


@misconception(part="checkpoint")
def saved_elsewhere(model, path):
    model.save_weights("my_checkpoint.weights.h5")


@misconception(part="checkpoint")
def nothing_saved(model, path):
    return model.get_weights()


@misconception(part="checkpoint")
def only_w_saved(model, path):
    copy = MyModelKeras()
    copy(tf.zeros([1]))
    copy.w.assign(model.w)
    copy.save_weights(path)


@misconception(part="checkpoint")
def weights_in_another_format(model, path):
    with open(path, "w") as file:
        file.write(f"{model.w.numpy()} {model.b.numpy()}")


@misconception(part="checkpoint")
def checkpoint_of_tensorflow(model, path):
    tf.train.Checkpoint(model=model).write(path)


@misconception(part="checkpoint")
def whole_model_saved(model, path):
    model.save(path)


@misconception(part="checkpoint", keras=3)
def old_save_format(model, path):
    model.save_weights(path, save_format="h5")


@misconception(part="checkpoint")
def loaded_for_saved(model, path):
    model.load_weights(path)
