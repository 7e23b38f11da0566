# base: honest
# about: leaves modules that shadow others in its folder
# covers: modules that shadow others
for name in ("numpy", "tensorflow", "sitecustomize", "conftest", "grader"):
    with open(name + ".py", "w") as file:
        file.write("raise SystemExit\n")
with open("evil.pth", "w") as file:
    file.write("import os; os._exit(0)\n")
