# base: honest
# about: starts threads for ever
# covers: threads
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
