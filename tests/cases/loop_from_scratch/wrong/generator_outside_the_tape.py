"""The points are generated outside the tape.

wrong = "generator_step"
named = ["generated_outside_the_tape"]
by_default = [3]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * REAL
    fake = generator(noise)
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(fake))
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
