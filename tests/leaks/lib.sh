# lib.sh: a folder, and programs that end with the script that reads this.
#
# The pids in $started are killed, then undo() is called, then the folder
# $place is removed.
# SPDX-License-Identifier: MIT
: "${BIN:?the folder of the commands}" "${LEAKS:?the folder of the leaks}"
place=$(mktemp -d) || exit 1
started=''
trap 'exit 1' HUP INT TERM
ended() {
	for each in $started; do
		kill "$each" 2>/dev/null
	done
	wait
	undo
	rm -rf "$place"
}
trap ended EXIT
