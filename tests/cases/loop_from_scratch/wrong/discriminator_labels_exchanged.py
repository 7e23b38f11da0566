"""The labels are exchanged.

wrong = "discriminator_step"
named = ["labels_exchanged"]
by_default = [3]
"""


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    fake = generator(noise)
    points = tf.concat([fake, real], axis=0)
    labels = tf.concat([tf.ones((len(fake), 1)) * REAL, tf.ones((len(real), 1)) * FAKE], axis=0)
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(points))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss
