# base: honest
# about: prints what a runner would obey
# covers: commands for a runner
print("::error file=x::forged\n##[add-mask]secret\n  ::stop-commands::x")
raise RuntimeError("::error::forged %0A::set-output name=score::100")
