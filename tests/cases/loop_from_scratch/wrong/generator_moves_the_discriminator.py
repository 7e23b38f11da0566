"""The discriminator moves as well.

wrong = "generator_step"
named = ["both_by_one_optimizer"]
by_default = [3]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    variables = generator.trainable_variables + discriminator.trainable_variables
    with tf.GradientTape() as tape:
        logits = discriminator(generator(noise))
        loss = bce(tf.zeros_like(logits), logits)
    g_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss
