"""What students do with TensorFlow works in a confined child, under whatever TensorFlow is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader import sandbox
from grader.model import Raised
from grader.sandbox.confinement import landlock
from tests.support.scene import QUESTION, Scene, exercise, limits
from tests.support.scene import scene as set_scene

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")

LINE = """
import numpy as np
import tensorflow as tf

x = tf.constant(np.linspace(-1.0, 1.0, 64), tf.float32)[:, None]
y = 3.0 * x + 2.0


def model():
    made = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    made.compile(optimizer=tf.keras.optimizers.SGD(0.1), loss="mse")
    return made


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first.get_weights(), second.get_weights(), strict=True))
"""
WORK = {
    "eager": """
w, b = tf.Variable(0.0), tf.Variable(0.0)
for _ in range(200):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - (w * x + b)))
    for variable, gradient in zip((w, b), tape.gradient(loss, [w, b])):
        variable.assign_sub(0.3 * gradient)
assert abs(w.numpy() - 3.0) < 1e-2 and abs(b.numpy() - 2.0) < 1e-2
""",
    "a function with control flow": """
@tf.function
def collatz(n):
    steps = tf.constant(0)
    while n > 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


assert collatz(tf.constant(27)).numpy() == 111
""",
    "XLA": """
@tf.function(jit_compile=True)
def step(a, b):
    return tf.reduce_sum(tf.matmul(a, b, transpose_b=True))


assert abs(step(x, x).numpy() - tf.reduce_sum(tf.matmul(x, x, transpose_b=True)).numpy()) < 1e-3
""",
    "what gradetape sets": """
assert tf.config.optimizer.get_experimental_options()["disable_meta_optimizer"]
assert tf.config.threading.get_intra_op_parallelism_threads() in (1, 2)
assert tf.config.threading.get_inter_op_parallelism_threads() in (1, 2)
""",
    "fit, evaluate and predict": """
made = model()
history = made.fit(x, y, epochs=3, batch_size=16, verbose=2, validation_split=0.25)
assert len(history.history["loss"]) == 3 and "val_loss" in history.history
assert made.predict(x, verbose=0).shape == (64, 1)
assert made.evaluate(x, y, verbose=0) >= 0
""",
    "callbacks": """
made = model()
callbacks = [
    tf.keras.callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True, save_best_only=True, monitor="loss"),
    tf.keras.callbacks.EarlyStopping("loss"),
    tf.keras.callbacks.CSVLogger("log.csv"),
]
made.fit(x, y, epochs=2, verbose=0, callbacks=callbacks)
assert "loss" in open("log.csv").read()
""",
    "datasets": """
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(8).map(lambda a, b: (a, b), num_parallel_calls=2)
data = data.cache("cache").prefetch(tf.data.AUTOTUNE)
made = model()
made.fit(data, epochs=2, verbose=0)
assert sum(len(a) for a, _ in data) == 64
""",
    "weights": """
import os, tempfile

first, second = model(), model()
path = os.path.join(tempfile.mkdtemp(), "w.weights.h5")
first.save_weights(path)
second.load_weights(path)
assert same(first, second)
""",
    "a whole model": """
first = model()
first.save("model.keras")
assert same(first, tf.keras.models.load_model("model.keras"))
""",
    "a saved model": """
class Line(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(3.0)

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def __call__(self, x):
        return self.w * x


tf.saved_model.save(Line(), "saved")
assert tf.saved_model.load("saved")(tf.constant(2.0)).numpy() == 6.0
""",
    "a checkpoint": """
w = tf.Variable(3.0)
manager = tf.train.CheckpointManager(tf.train.Checkpoint(w=w), "checkpoints", max_to_keep=1)
for _ in range(3):
    manager.save()
w.assign(0.0)
tf.train.Checkpoint(w=w).restore(manager.latest_checkpoint).assert_consumed()
assert w.numpy() == 3.0
""",
    "archives and copies": """
import json, pickle, shutil, zipfile

np.savez("arrays.npz", x=x.numpy())
shutil.copy("arrays.npz", "copy.npz")
shutil.make_archive("archive", "zip", ".", "copy.npz")
zipfile.ZipFile("archive.zip").extractall("out")
assert np.array_equal(np.load("out/copy.npz")["x"], x.numpy())
pickle.dump({"a": 1}, open("p", "wb"))
shutil.rmtree("out")
""",
}  # fmt: skip
PLOT = """
import matplotlib.pyplot as plt

plt.plot(x[:, 0], y[:, 0], label="пряма $w x + b$")
plt.legend()
plt.savefig("plot.png")
plt.savefig("plot.pdf")
plt.show()
assert open("plot.png", "rb").read(4) == b"\\x89PNG"
"""
DISPLAY = """
from IPython.display import HTML, clear_output, display

clear_output(wait=True)
display(HTML("<b>пряма</b>"), {"w": 3.0})
"""


REPLICAS = """
import numpy as np
import tensorflow as tf

# As a starter does for those who run it by themselves: the devices are there already.
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)


def attempt():
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)])
        optimizer = tf.keras.optimizers.SGD(0.1)
    x = tf.reshape(tf.range(32.0), (8, 4)) / 32
    batches = strategy.experimental_distribute_dataset(tf.data.Dataset.from_tensor_slices(x).batch(8))

    def replica(batch):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(model(batch) ** 2) / 8
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    @tf.function
    def step(batch):
        return strategy.reduce("SUM", strategy.run(replica, args=(batch,)), axis=None)

    expected = np.mean(np.sum(np.square(x @ model.get_weights()[0]), axis=1))
    (loss,) = [step(batch) for batch in batches]
    with strategy.scope():
        fitted = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3)])
    fitted.compile("sgd", loss="mse")
    history = fitted.fit(x, tf.ones((8, 3)), batch_size=8, epochs=2, verbose=0)
    return {
        "replicas": strategy.num_replicas_in_sync,
        "loss": bool(np.allclose(loss, expected, rtol=1e-5)),
        "losses": len(history.history["loss"]),
    }
"""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Give a fork server with every layer on."""
    with set_scene() as made:
        yield made


def works(scene: Scene, work: str) -> None:
    """Run some lines in `attempt`, and assert that none of them raises."""
    body = LINE + "".join(f"    {line}\n" if line else "\n" for line in ["pass", *work.split("\n")])
    source = body.replace("    pass", "def attempt():\n    pass", 1) + "    return {'works': 'yes'}\n"
    assert scene.answers(source, limits(check_s=60.0, run_s=120.0, memory_mb=1024, disk_mb=128)) == {"works": "yes"}


@pytest.mark.parametrize("kind", WORK)
def test_tensorflow_works_inside(kind: str, scene: Scene) -> None:
    """Nothing that a student needs is taken away."""
    works(scene, WORK[kind])


def test_matplotlib_works_inside(scene: Scene) -> None:
    """A plot is drawn and saved, with letters beyond ASCII, and shown to nobody."""
    works(scene, PLOT)


def test_ipython_works_inside(scene: Scene) -> None:
    """What notebooks call to show something, or to clear what was shown, does no harm."""
    works(scene, DISPLAY)


def test_what_keras_would_take_along_is_loaded_by_who_needs_it(scene: Scene) -> None:
    """A submission that neither plots nor shows anything finds Keras loaded, and nothing of matplotlib and IPython."""
    tell = """
import sys

def attempt():
    return {name: str(name in sys.modules) for name in ("tensorflow", "keras", "tf_keras", "matplotlib", "IPython")}
"""
    answers = scene.answers(tell)
    assert "True" in {answers["keras"], answers["tf_keras"]}
    assert (answers["tensorflow"], answers["matplotlib"], answers["IPython"]) == ("True", "False", "False")


def test_what_is_loaded_is_left_to_itself(scene: Scene) -> None:
    """A child collects its own garbage, and goes through none of what was made before it was forked."""
    tell = """
import gc

def attempt():
    return {"collects": str(gc.isenabled()), "spared": str(gc.get_freeze_count() > 100_000)}
"""
    assert scene.answers(tell) == {"collects": "True", "spared": "True"}


def test_an_error_in_a_compiled_function_is_the_students(scene: Scene) -> None:
    """It is told with its own type, message and line, without the lines of code that AutoGraph adds."""
    source = """
import tensorflow as tf

@tf.function
def step(x):
    return tf.matmul(x, x)

def attempt():
    return step(tf.ones((2, 3)))
"""
    submission = scene.submission(source)
    found = scene.run(source, limits(check_s=60.0, run_s=120.0, memory_mb=1024)).observations[QUESTION].trouble
    assert isinstance(found, Raised)
    assert (found.type, found.message[:9]) == ("ValueError", "Dimension")
    assert found.line is not None
    assert "tf.matmul" in submission.cells[0].source.splitlines()[found.line - 1]
    assert "tf.matmul" not in found.message


def test_an_exercise_has_the_devices_that_it_declares(scene: Scene) -> None:
    """A strategy has a replica on each of them: a loop of one's own and `fit` train on both."""
    wanted = exercise(limits(check_s=60.0, run_s=120.0, memory_mb=1024), logical_devices=2)
    seen = sandbox.observe(scene.launcher, wanted, scene.submission(REPLICAS), seed=7).observations[QUESTION]
    assert seen.cause is None, seen
    assert seen.values == {"replicas": 2, "loss": True, "losses": 2}
