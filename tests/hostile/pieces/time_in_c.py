# base: nothing
# about: blocks where Python sees no signal
# covers: hanging
def loss(target_y, predicted_y):
    return sum(range(10**12))
