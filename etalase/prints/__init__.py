"""What is made for paper, when it is asked for: a catalogue, labels and shelf cards, and files of codes."""
