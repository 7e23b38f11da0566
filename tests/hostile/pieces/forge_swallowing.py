# base: nothing
# about: swallows whatever would stop it
# covers: hanging
def loss(target_y, predicted_y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
