"""four parts do nothing at all, and agree with each other in that

[parts.2]
points = { loss = 10, model = 10, train = 0, training_loop = 0, keras_model = 10, fit = 0, checkpoint = 0 }
traps = []

[parts.3]
points = { loss = 10, model = 10, train = 0, training_loop = 0, keras_model = 10, fit = 0, checkpoint = 0 }
traps = []
"""


def train(model, x, y, learning_rate):
    pass


def training_loop(model, x, y):
    pass


def compile_and_fit(model, x, y):
    pass


def save_checkpoint(model, path):
    pass
