# base: nothing
# about: lets a regular expression backtrack
# covers: hanging
import re


def loss(target_y, predicted_y):
    return re.match(r'(a+)+$', 'a' * 64 + 'b')
