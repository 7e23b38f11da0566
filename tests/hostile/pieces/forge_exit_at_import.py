# base: nothing
# about: leaves with success before anything is asked
# covers: leaving with success
import sys

sys.exit(0)
