# base: honest
# about: leaves settings for Keras and matplotlib
# covers: settings and caches
import os

os.makedirs(".keras", exist_ok=True)
for name in ("keras.json", ".keras/keras.json", "matplotlibrc"):
    with open(name, "w") as file:
        file.write('{"floatx": "float64", "backend": "jax"}')
