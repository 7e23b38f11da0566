# base: honest
# about: prints for ever
while True:
    print('x' * 10**5)
