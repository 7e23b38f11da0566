# base: honest
# about: aborts
import os

os.abort()
