# base: honest
# about: looks for what others left in memory
import numpy as np

block = np.empty(2**26, np.uint8).tobytes()
print("{SECRET}" if b"w <- w - learning_rate" in block else "nothing")
