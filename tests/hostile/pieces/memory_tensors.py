# base: honest
# about: takes memory as tensors
# covers: memory
import tensorflow as tf

hoard = []
while True:
    hoard.append(tf.ones([2_000_000]) * 2)
