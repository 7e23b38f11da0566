"""The label is FAKE.

wrong = "generator_step"
named = ["generated_called_fake"]
by_default = [2]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * FAKE
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
