# base: honest
# about: prints for ever
# covers: a flood of output
while True:
    print('x' * 10**5)
