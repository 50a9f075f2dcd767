#!/bin/sh
# mleakwatch-truth.sh: a verdict says nothing that the samples contradict.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch

# value COLUMN: of the first row that the last run printed.
value() {
	awk -F '\t' -v column="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR == 2 { print $(at[column]) }' "$out"
}

# curve EXPRESSION: 400 samples, a second apart; CPU: seconds of cputime.
curve() {
	awk "BEGIN {
		print \"time\tpid\tstart\tanon\tcputime\"
		for (i = 0; i < 400; i++)
			printf \"%d\t1\t1\t%d\t%s\n\", i, $1, ${2:-\"-\"}
	}" >"$TMP/curve"
	run "$mleakwatch" -T -f "$TMP/curve"
}

curve '1e7+(i>40)*1.2e7+(i>70)*8e6+(i>110)*1.4e7+i*60000+(i*7919%13)*20000'
is "start-up in steps, then a leak" "$(value verdict)" leak
is "it is not level" "$(value level_s)" -
ok "its rate" awk -v low="$(value rate_low)" -v high="$(value rate_high)" \
	'BEGIN { exit !(low > 0 && low < 60000 && 60000 < high) }'

curve '1e8+i*200000-(i>200)*3e7'
is "a leak with one fall" "$(value verdict)" leak

curve '(i==200)?2e7:2e8'
is "one low sample" "$(value verdict)" no-leak

grows='1e8+(i<240?i:240)*500000+((i<240?i:240)*7919%13)*20000'
curve "$grows"
is "growth that stopped at once" "$(value verdict)" undecided
is "the time left is open" "$(value exhaust_s)" -
ok "the moment" awk -v s="$(value level_s)" 'BEGIN { exit !(s > 150) }'
curve "$grows" '(i<240?i:240)*0.4'
is "a leak that is idle" "$(value verdict)" leak
ok "for how long" awk -v s="$(value idle_s)" \
	'BEGIN { exit !(s > 150 && s < 170) }'
curve "$grows" 'i*0.4'
is "a busy process that ended its growth" "$(value verdict)" no-leak
ok "it is level" awk -v s="$(value level_s)" \
	'BEGIN { exit !(s > 80 && s < 170) }'

# The same rows in another order, and in two files.
curve '1e8+i*20000+(i*7919%13)*90000'
cp "$out" "$TMP/before"
{ head -n 1 "$TMP/curve"; tail -n +2 "$TMP/curve" | sort -r; } >"$TMP/back"
run "$mleakwatch" -T -f "$TMP/back"
same "rows backwards" "$TMP/before" "$out"
head -n 200 "$TMP/curve" >"$TMP/first"
{ head -n 1 "$TMP/curve"; tail -n +201 "$TMP/curve"; } >"$TMP/second"
run "$mleakwatch" -T -f "$TMP/second" "$TMP/first"
same "two files" "$TMP/before" "$out"

# A file of 17 MB is read by several threads where there are several CPUs;
# standard input by one.
awk -v OFS='\t' 'BEGIN {
	print "host", "pid", "time", "start", "comm", "anon"
	for (t = 0; t < 1100; t++) {
		for (p = 0; p < 400; p++)
			print "host" p % 3, p, 1700000000 + t * 10, 5000 + p,
				"server", 1e6 + 4096 * (p % 50 * (t > p)) + t
		if (t % 100 == 0)
			printf "host1\t7\tx\t1\n\nnot a row\nhost\t-\t5\t1\tx\t1\n" \
				"1\n"
	}
}' >"$TMP/shared"
"$mleakwatch" -T -f "$TMP/shared" >"$TMP/by-several" 2>"$TMP/said-by-several"
"$mleakwatch" -T -f - <"$TMP/shared" >"$TMP/by-one" 2>"$TMP/said-by-one"
is "-f, several threads: all processes" "$(wc -l <"$TMP/by-several")" 401
same "-f, several threads: as one" "$TMP/by-one" "$TMP/by-several"
is "-f, several threads: malformed lines" "$(cut -d : -f 3 \
	"$TMP/said-by-several")" "$(cut -d : -f 3 "$TMP/said-by-one")"
"$mleakwatch" -T --max-memory 1M -f "$TMP/shared" >"$TMP/by-several" 2>&1
is "-f, several threads: --max-memory" "$? $(head -n 1 "$TMP/by-several" |
	cut -c 1-43)" "2 mleakwatch: samples: need more than --max-m"

done_testing
