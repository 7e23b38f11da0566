# base: nothing
# about: ends the process with success before anything is asked
# covers: leaving with success
import os

os._exit(0)
