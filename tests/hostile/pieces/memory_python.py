# base: honest
# about: takes memory as bytes
hoard = []
while True:
    hoard.append(bytearray(b'x' * 10**7))
