#!/bin/sh
# mfree.sh: mfree, end to end.
. "$(dirname "$0")/lib.sh"

run "$BIN/mfree" -m --classic --root "$FIXTURES/article"
exits "classic" 0
prints "classic: the article's figures" <<'END'
             total       used       free     shared    buffers     cached
Mem:          1002        769        232          0         62        421
-/+ buffers/cache:        286        715
Swap:         1153          0       1153
END

done_testing
