"""The step returns the loss of the first replica alone.

wrong = "train_step"
named = ["loss_of_the_first_replica"]
over = "correct_eager_local_results"
by_default = [2]
"""


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def replica_step(element):
        x, y = element
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        accuracy.update_state(y, logits)
        return loss

    def step(element):
        result = strategy.run(replica_step, args=(element,))
        return to_numpy(strategy, result)[0]

    return step
