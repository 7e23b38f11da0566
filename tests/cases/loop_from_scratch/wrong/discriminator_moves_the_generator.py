"""The generator moves as well.

wrong = "discriminator_step"
named = ["all_by_one_optimizer"]
by_default = [2]
"""


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    labels = tf.concat([tf.ones((len(noise), 1)) * FAKE, tf.ones((len(real), 1)) * REAL], axis=0)
    variables = discriminator.trainable_variables + generator.trainable_variables
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(tf.concat([generator(noise), real], axis=0)))
    d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss
