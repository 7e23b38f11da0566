"""The generator is moved by hand as well.

wrong = "discriminator_step"
named = ["generator_moved_too"]
by_default = [3]
"""


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    labels = tf.concat([tf.ones((len(noise), 1)) * FAKE, tf.ones((len(real), 1)) * REAL], axis=0)
    with tf.GradientTape(persistent=True) as tape:
        loss = bce(labels, discriminator(tf.concat([generator(noise), real], axis=0)))
    for variable in generator.trainable_variables:
        variable.assign_sub(0.3 * tape.gradient(loss, variable))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss
