# base: honest
# about: raises the signals that end a process
# covers: crashing the interpreter
import signal

for number in (signal.SIGILL, signal.SIGBUS, signal.SIGFPE):
    signal.raise_signal(number)
