# base: honest
# about: takes back what ends it with the fork server and what forbids to debug it
# covers: raising limits
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for option, value in ((1, 0), (4, 1), (24, 0), (38, 0)):
    print(libc.prctl(option, value, 0, 0, 0))
