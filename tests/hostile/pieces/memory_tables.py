# base: honest
# about: takes memory as tables of memory that it only reads
# covers: memory without a name
import mmap

blocks = []
while True:
    # Without reserving anything (MAP_NORESERVE).
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
    blocks.append(mmap.mmap(-1, 2**31, flags=flags, prot=mmap.PROT_READ))
    for place in range(0, 2**31, 2**21):
        blocks[-1][place]
