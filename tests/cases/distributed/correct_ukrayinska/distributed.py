# Розподілене навчання: дві репліки, один глобальний пакет.
import numpy as np
import tensorflow as tf

REPLICAS = 2

# Two logical CPU devices, before TensorFlow starts.
try:
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2)
except RuntimeError:
    pass


def make_strategy():
    return tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(REPLICAS)])


def blobs(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(scale=2.0, size=(3, 4))
    y = rng.integers(0, 3, size=n).astype("int32")
    x = (centres[y] + rng.normal(size=(n, 4))).astype("float32")
    return x, y


def make_model():
    return tf.keras.Sequential([
        tf.keras.Input((4,)),
        tf.keras.layers.Dense(8, activation="relu",
                              kernel_regularizer=tf.keras.regularizers.L2(0.01)),
        tf.keras.layers.Dense(3),
    ])


per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def create(strategy, make_model, learning_rate):
    # усе, що має змінні, створюємо всередині scope
    with strategy.scope():
        модель = make_model()
        оптимізатор = tf.keras.optimizers.SGD(learning_rate=learning_rate)
        точність = tf.keras.metrics.SparseCategoricalAccuracy(name="tochnist")
    return модель, оптимізатор, точність


def distribute_batches(strategy, x, y, per_replica_batch):
    # глобальний пакет = пакет репліки * кількість реплік
    глобальний_пакет = per_replica_batch * strategy.num_replicas_in_sync
    дані = tf.data.Dataset.from_tensor_slices((x, y)).batch(глобальний_пакет)
    return strategy.experimental_distribute_dataset(дані)


def compute_loss(labels, logits, model_losses, global_batch_size):
    # сума по прикладах цієї репліки, поділена на глобальний розмір
    втрати_прикладів = per_example(labels, logits)
    втрата = tf.reduce_sum(втрати_прикладів) / global_batch_size
    # регуляризацію рахує кожна репліка, тому ділимо на їхню кількість
    реплік = tf.distribute.get_replica_context().num_replicas_in_sync
    регуляризація = tf.constant(0.0)
    for доданок in model_losses:
        регуляризація = регуляризація + доданок
    return втрата + регуляризація / реплік


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def крок_репліки(ознаки, мітки):
        with tf.GradientTape() as стрічка:
            логіти = model(ознаки, training=True)
            втрата = compute_loss(мітки, логіти, model.losses, global_batch_size)
        градієнти = стрічка.gradient(втрата, model.trainable_variables)
        optimizer.apply_gradients(zip(градієнти, model.trainable_variables))
        accuracy.update_state(мітки, логіти)
        return втрата

    @tf.function
    def крок(елемент):
        втрати = strategy.run(крок_репліки, args=елемент)
        # втрати реплік додаємо, а не усереднюємо
        return strategy.reduce(tf.distribute.ReduceOp.SUM, втрати, axis=None)

    return крок


def make_test_step(strategy, model, mean_loss, accuracy):
    def крок_репліки(ознаки, мітки):
        логіти = model(ознаки, training=False)
        mean_loss.update_state(per_example(мітки, логіти))
        accuracy.update_state(мітки, логіти)

    @tf.function
    def крок(елемент):
        strategy.run(крок_репліки, args=елемент)

    return крок


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    крок = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    втрати, точності = [], []
    for епоха in range(epochs):
        accuracy.reset_state()          # нова епоха — новий рахунок
        сума, кількість = 0.0, 0
        for елемент in dataset:
            сума += float(крок(елемент))
            кількість += 1
        втрати.append(сума / кількість)
        точності.append(float(accuracy.result()))
    return втрати, точності


def predict(strategy, model, dataset):
    def логіти_репліки(ознаки):
        return model(ознаки, training=False)

    частини = []
    for ознаки, _ in dataset:
        результат = strategy.run(логіти_репліки, args=(ознаки,))
        # спершу перша репліка, потім друга: так само, як у даних
        for частина in strategy.experimental_local_results(результат):
            частини.append(частина.numpy())
    return np.concatenate(частини, axis=0)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    глобальний_пакет = per_replica_batch * strategy.num_replicas_in_sync
    with strategy.scope():
        модель = make_model()
        модель.compile(
            optimizer=tf.keras.optimizers.SGD(learning_rate=learning_rate),
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"])
    історія = модель.fit(x, y, batch_size=глобальний_пакет, epochs=epochs,
                         shuffle=False, verbose=0)
    return модель, історія


if __name__ == "__main__":
    стратегія = make_strategy()
    x, y = blobs(48, 9)
    модель, оптимізатор, точність = create(стратегія, make_model, 0.1)
    дані = distribute_batches(стратегія, x, y, 8)
    print("втрати, точності:", train(стратегія, модель, оптимізатор, точність, дані, 3, 16))
