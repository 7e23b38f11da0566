"""What passes between the trusted side and the processes that run student code, typed both ways."""
