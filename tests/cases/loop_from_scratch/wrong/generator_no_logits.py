"""from_logits is forgotten.

wrong = "generator_step"
named = ["generator_probabilities_expected"]
by_default = [2]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * REAL
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.BinaryCrossentropy()(labels, discriminator(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
