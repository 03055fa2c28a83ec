"""`python -m etalase`."""

from etalase.cli import entry

if __name__ == "__main__":
    entry()
