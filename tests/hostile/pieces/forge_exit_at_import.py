# base: nothing
# about: leaves with success before anything is asked
import sys

sys.exit(0)
