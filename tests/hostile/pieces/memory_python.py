# base: honest
# about: takes memory as bytes
# covers: memory
hoard = []
while True:
    hoard.append(bytearray(b'x' * 10**7))
