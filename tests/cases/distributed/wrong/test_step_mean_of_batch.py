"""The mean loss gets the mean of each replica's batch.

wrong = "test_step"
named = ["mean_of_replica_means"]
over = "correct_ukrayinska"
by_default = [3]
"""


def make_test_step(strategy, model, mean_loss, accuracy):
    def крок_репліки(ознаки, мітки):
        логіти = model(ознаки, training=False)
        mean_loss.update_state(tf.reduce_mean(per_example(мітки, логіти)))
        accuracy.update_state(мітки, логіти)

    @tf.function
    def крок(елемент):
        strategy.run(крок_репліки, args=елемент)

    return крок
