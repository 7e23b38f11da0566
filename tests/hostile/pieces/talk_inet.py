# base: honest
# about: opens sockets of all kinds
# covers: sockets
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import socket

kinds = [(socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_STREAM)]
kinds += [(socket.AF_UNIX, socket.SOCK_STREAM), (socket.AF_NETLINK, socket.SOCK_RAW), (40, socket.SOCK_STREAM)]
attempt(*(lambda kind=kind: socket.socket(*kind) for kind in kinds), socket.socketpair)
