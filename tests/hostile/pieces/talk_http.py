# base: honest
# about: sends the secret away
# covers: sockets
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import urllib.request

attempt(lambda: urllib.request.urlopen("http://127.0.0.1:9/", data=b"secret", timeout=1))
