# base: honest
# about: never comes to an end while it is loaded
# covers: hanging while it is loaded
while True:
    pass
