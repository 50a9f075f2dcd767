#!/bin/sh
# cold.sh [SECONDS]: what mleakwatch --cold says of programs in several
# languages that gather memory, which they use or never touch again.
#
# By hand.  BIN is the folder of the commands, LEAKS of what tests/leaks is
# built to.  A lost share of a half or more and a used one of less are right.
# A language that is not there is left out.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
: "${LEAKS:?the folder of the leaks}"
seconds=${1:-15} place=$TMP

cat >"$place/program.cc" <<'END'
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>
int main(int, char **argv) {
	std::string mode = argv[1];
	std::map<int, std::vector<char>> kept;
	volatile long sum = 0;
	for (int n = 0;; n++) {
		if (mode == "lost")
			new std::string(3000, 'x');
		else
			kept[n] = std::vector<char>(3000, 'x');
		if (mode == "used")
			for (auto &each : kept)
				sum += each.second[n % 3000];
		std::this_thread::sleep_for(std::chrono::milliseconds(5));
	}
}
END
cat >"$place/program.py" <<'END'
import sys, time
mode, kept, n = sys.argv[1], [], 0
while True:
    n += 1
    kept.append(bytearray(3000) if mode != "lists" else [n] * 400)
    if mode == "used":
        for each in kept: each[n % 3000] = 1
    time.sleep(0.005)
END
cat >"$place/program.js" <<'END'
const mode = process.argv[2], kept = []; let sum = 0;
setInterval(() => {
	kept.push(mode === "buffers" || mode === "used" ?
		Buffer.alloc(3000, 1) : { text: "x".repeat(100), n: [1, 2, 3] });
	if (mode === "used") for (const each of kept) sum += each[9];
	if (mode === "objects") for (let i = 0; i < 20; i++)
		kept.push({ n: i, list: new Array(30).fill(i) });
}, 5);
END
cat >"$place/Program.java" <<'END'
import java.util.*;
class Program {
	static List<byte[]> kept = new ArrayList<>();
	static long sum;
	public static void main(String[] mode) throws Exception {
		for (;;) {
			kept.add(new byte[3000]);
			if (mode[0].equals("used"))
				for (byte[] each : kept) sum += each[9];
			if (mode[0].equals("collected") && kept.size() % 100 == 0)
				System.gc();
			Thread.sleep(5);
		}
	}
}
END
cat >"$place/program.go" <<'END'
package main
import ("os"; "time"; "runtime")
var kept []*[3000]byte
func main() {
	for n := 0; ; n++ {
		kept = append(kept, new([3000]byte))
		kept[n][7] = 1
		if os.Args[1] == "used" { for _, each := range kept { each[9]++ } }
		if n % 100 == 0 { runtime.GC() }
		time.Sleep(5 * time.Millisecond)
	}
}
END
cat >"$place/program.pl" <<'END'
my ($mode, @kept, $sum) = @ARGV; my $n = 0;
while (1) {
	if ($mode eq "ring") { my $a = { text => "x" x 3000 }; $a->{self} = $a; }
	else { push @kept, "x" x 3000; }
	if ($mode eq "used") { $sum += ord(substr($_, 9, 1)) for @kept; }
	select undef, undef, undef, 0.005;
}
END

# gather KNOWN NAME COMMAND...: starts it and a watch of it.
gather() {
	known=$1 name=$2
	shift 2
	command -v "$1" >/dev/null || { echo "left out: $name"; return; }
	"$@" >/dev/null 2>&1 &
	started="$started $!"
	(sleep 2
		said=$("$BIN/mleakwatch" -T --no-header --cold -i 0.1 \
			-d "$seconds" -o reachability $! 2>/dev/null)
		case $known,$said in
		*,unknown) answer=unknown ;;
		lost,cold\ 100\ %|lost,cold\ [5-9]?\ %) answer=right ;;
		used,cold\ ?\ %|used,cold\ [1-4]?\ %) answer=right ;;
		*) answer=WRONG ;;
		esac
		echo "$answer $known $name: $said") >>"$place/said" &
	watches="$watches $!"
}
watches=''
g++ -O1 -o "$place/cc" "$place/program.cc" 2>/dev/null
go build -o "$place/go" "$place/program.go" 2>/dev/null
javac -d "$place" "$place/Program.java" 2>/dev/null
turns=$((seconds * 1000))
gather lost "C, small blocks" "$LEAKS/cold" $turns
gather used "C, small blocks" "$LEAKS/cold" $turns used
gather lost "C, blocks of 64 KiB" "$LEAKS/recurring" $turns
gather lost "C, in bursts" "$LEAKS/sporadic" $turns
gather lost "C, kept to its end" "$LEAKS/implicit" $turns
gather lost "C++, strings" "$place/cc" lost
gather lost "C++, in a map" "$place/cc" kept
gather used "C++, in a map" "$place/cc" used
gather lost "Python, bytes" python3 "$place/program.py" kept
gather lost "Python, lists" python3 "$place/program.py" lists
gather used "Python, bytes" python3 "$place/program.py" used
gather lost "Node.js, buffers" node "$place/program.js" buffers
gather lost "Node.js, objects" node "$place/program.js" objects
gather used "Node.js, buffers" node "$place/program.js" used
gather lost "Java, arrays" java -Xmx512m -cp "$place" Program kept
gather used "Java, arrays" java -Xmx512m -cp "$place" Program used
gather lost "Java, collected" java -Xmx512m -cp "$place" Program collected
gather lost "Perl, a ring" perl "$place/program.pl" ring
gather lost "Perl, strings" perl "$place/program.pl" kept
gather used "Perl, strings" perl "$place/program.pl" used
gather lost "Go, arrays" "$place/go" kept
gather used "Go, arrays" "$place/go" used
# shellcheck disable=SC2086 # words
wait $watches
sort "$place/said"
awk '{ n[$1]++ } END { printf "%d right, %d unknown, %d wrong\n",
	n["right"], n["unknown"], n["WRONG"]; exit n["WRONG"] > 0 }' \
	"$place/said"
