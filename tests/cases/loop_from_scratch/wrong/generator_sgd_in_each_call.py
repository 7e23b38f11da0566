"""An optimizer is made in each call.

wrong = "generator_step"
named = ["generator_optimizer_made_anew"]
by_default = [3]
"""


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * REAL
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    tf.keras.optimizers.SGD(learning_rate=0.05).apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
