"""from_logits is forgotten.

wrong = "discriminator_step"
named = ["probabilities_expected"]
by_default = [3]
"""


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    fake = generator(noise)
    points = tf.concat([fake, real], axis=0)
    labels = tf.concat([tf.ones((len(fake), 1)) * FAKE, tf.ones((len(real), 1)) * REAL], axis=0)
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.BinaryCrossentropy()(labels, discriminator(points))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss
