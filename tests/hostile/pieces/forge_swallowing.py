# base: nothing
# about: swallows whatever would stop it
def loss(target_y, predicted_y):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
