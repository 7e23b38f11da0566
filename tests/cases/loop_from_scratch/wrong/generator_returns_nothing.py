"""The loss is not returned.

wrong = "generator_step"
named = ["generator_loss_not_returned"]
by_default = [2]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * REAL
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
