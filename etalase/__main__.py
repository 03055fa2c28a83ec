"""`python -m etalase`."""

try:
    from etalase.cli import entry
except KeyboardInterrupt:  # before there is anything that could say more
    raise SystemExit(130) from None

if __name__ == "__main__":
    entry()
