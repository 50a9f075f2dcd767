"""leak.py KIND TURNS: leak, a list that is never emptied, or none."""
import sys
import time

kind, turns = sys.argv[1], int(sys.argv[2])
kept = []
for turn in range(turns):
    block = bytearray(65536)
    if kind == "leak":
        kept.append(block)
    else:
        kept = [block]
    time.sleep(0.01)
