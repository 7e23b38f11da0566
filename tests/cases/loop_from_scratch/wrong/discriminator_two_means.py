"""The loss is the mean of two means.

wrong = "discriminator_step"
named = ["mean_of_two_means"]
by_default = [3]
"""


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        real_output = discriminator(real, training=True)
        fake_output = discriminator(generator(noise), training=True)
        real_loss = bce(tf.zeros_like(real_output), real_output)
        fake_loss = bce(tf.ones_like(fake_output), fake_output)
        loss = 0.5 * (real_loss + fake_loss)
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss
