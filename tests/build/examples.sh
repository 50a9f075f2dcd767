#!/bin/sh
# examples.sh: man/examples, with the parts of Prometheus that it is for.
# slow: it starts Prometheus, and needs the network device lo
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
examples=$top/man/examples
filter=$examples/prometheus.awk
PATH=$BIN:$PATH

# --- the filter, in every awk ------------------------------------------------

cat >"$TMP/tsv" <<'END'
time	user	comm	state	rss	swap	mem_pct	cputime
1.000	root	a"b\\c\n\xff{},= é	S	4096	-	12.50	3.210
1.000	-	-	R	0	8192	-	-
time	user	comm	state	rss	swap	mem_pct	cputime
1.000	x	y	-	18446744073709551615	-	0.00	-
user	count	cputime	majflt
root	2	5.000	7
END
cat >"$TMP/text" <<'END'
# HELP mtop_once_state_info Column state of mtop_once: a label.
# TYPE mtop_once_state_info gauge
mtop_once_state_info{user="root",comm="a\"b\\\\c\\n\\xff{},= é",state="S"} 1
mtop_once_state_info{state="R"} 1
# HELP mtop_once_rss_bytes Column rss of mtop_once.
# TYPE mtop_once_rss_bytes gauge
mtop_once_rss_bytes{user="root",comm="a\"b\\\\c\\n\\xff{},= é"} 4096
mtop_once_rss_bytes 0
mtop_once_rss_bytes{user="x",comm="y"} 18446744073709551615
# HELP mtop_once_mem_ratio Column mem_pct of mtop_once.
# TYPE mtop_once_mem_ratio gauge
mtop_once_mem_ratio{user="root",comm="a\"b\\\\c\\n\\xff{},= é"} 0.125
mtop_once_mem_ratio{user="x",comm="y"} 0
# HELP mtop_once_cputime_seconds_total Column cputime of mtop_once.
# TYPE mtop_once_cputime_seconds_total counter
mtop_once_cputime_seconds_total{user="root",comm="a\"b\\\\c\\n\\xff{},= é"} 3.210
# HELP mtop_once_swap_bytes Column swap of mtop_once.
# TYPE mtop_once_swap_bytes gauge
mtop_once_swap_bytes 8192
# HELP mtop_once_members Column count of mtop_once.
# TYPE mtop_once_members gauge
mtop_once_members{user="root"} 2
# HELP mtop_once_cputime_seconds Column cputime of mtop_once.
# TYPE mtop_once_cputime_seconds gauge
mtop_once_cputime_seconds{user="root"} 5.000
# HELP mtop_once_majflt Column majflt of mtop_once.
# TYPE mtop_once_majflt gauge
mtop_once_majflt{user="root"} 7
END

# refused WHAT MESSAGE: of the TSV on stdin, by $awk.
refused() {
	cat >"$TMP/refused"
	run $awk -f "$filter" -v name=x "$TMP/refused"
	exits "$awk: $1" 1
	silent "$awk: $1: nothing is printed"
	is "$awk: $1: said" "$(cat "$err")" "prometheus.awk: $2"
}

# Two versions have verdicts of their own.
printf 'verdict\trate_old\tchange\tname\nmore\t3\t2\tx\nundecided\t3\t-2\ty\n' \
	>"$TMP/against"
run awk -f "$filter" -v name=mleakwatch "$TMP/against"
is "verdicts of --against" "$(grep ' 1$' "$out" | paste -sd ' ' -)" \
	"mleakwatch_verdict{name=\"x\",verdict=\"more\"} 1 `
	`mleakwatch_verdict{name=\"y\",verdict=\"undecided\"} 1"
ok "the change of --against is a number" grep -qx \
	'mleakwatch_change_bytes_per_second{name="y"} -2' "$out"
printf 'verdict\twork_rate_old\twork_change\tname\nnot-more\t3\t-2\ty\n' \
	>"$TMP/against"
run awk -f "$filter" -v name=mleakwatch "$TMP/against"
is "--against by work: no rate is in time" "$(grep -v -e '^#' -e ' 0$' "$out" |
	paste -sd ' ' -)" "mleakwatch_verdict{name=\"y\",verdict=\"not-more\"} 1 `
	`mleakwatch_work_rate_old_per_work{name=\"y\"} 3 `
	`mleakwatch_work_change_per_work{name=\"y\"} -2"

for awk in mawk gawk "gawk --posix" "busybox awk"; do
	if ! command -v "${awk%% *}" >/dev/null; then
		skip "the filter in $awk" "not installed"
		continue
	fi
	# shellcheck disable=SC2086 # words
	run $awk -f "$filter" -v name=mtop_once "$TMP/tsv"
	exits "$awk" 0
	same "$awk: the filter" "$TMP/text" "$out"
	printf 'comm\trss\nx\t1\nx\t2\n' | refused "twice the same" \
		'x_rss_bytes{comm="x"}: two records have these labels'
	printf 'comm\tnew\trss\nx\t1\t2\n' >"$TMP/new"
	# shellcheck disable=SC2086 # words
	run $awk -f "$filter" -v name=x "$TMP/new"
	exits "$awk: a column that is not known" 0
	is "$awk: is left out" "$(tail -n 1 "$out")" 'x_rss_bytes{comm="x"} 2'
	is "$awk: and said" "$(cat "$err")" \
		'prometheus.awk: new: unknown column, left out'
	printf 'comm\trss\nx\t1\n9\n' | refused "a torn record" \
		'line 3: 1 columns, not 2'
	printf 'comm\trss\n1\tx\n' | refused "no number" \
		'rss: x: not a number'
done

# The filter knows all columns of --help, in groups as there.
for command in $COMMANDS; do
	$command --help | awk -v to="$TMP/columns" '
		/^Columns/ { file = to "." ++groups; next }
		file != "" && /^  / { printf "%s%s", sep[file], $1 >file
			ones[file] = ones[file] sep[file] 1; sep[file] = "\t" }
		END { for (file in ones) printf "\n%s\n", ones[file] >file }'
	for group in "$TMP"/columns.*; do
		run awk -f "$filter" -v name=x "$group"
		exits "$command: $(head -n 1 "$group")" 0
		is "$command: all are known to the filter" "$(cat "$err")" ""
	done
	rm -f "$TMP"/columns.*
done

# --- the writer ----------------------------------------------------------------

write() {
	run sh "$examples/memutils-textfile" "$@"
}
mkdir "$TMP/prom" "$TMP/state"
write "$TMP/prom/mfree.prom" mfree -T --root "$FIXTURES/article"
exits "a file is written" 0
ok "with what the command says" grep -qx \
	'mfree_free_bytes{kind="mem"} 244019200' "$TMP/prom/mfree.prom"
cp "$TMP/prom/mfree.prom" "$TMP/old"
write "$TMP/prom/mfree.prom" mfree --no-such-option
exits "a command that failed" 2
same "leaves the old file" "$TMP/old" "$TMP/prom/mfree.prom"
write "$TMP/prom/mfree.prom" printf 'comm\trss\nx\t1\nx\t2\n'
exits "records that are the same" 1
same "leave the old file" "$TMP/old" "$TMP/prom/mfree.prom"
is "nothing lies beside it" "$(ls "$TMP/prom")" mfree.prom
write
exits "usage" 2

# The service and the crontab call this.
(cd "$examples" && sed -n 's|^ExecStart=||p' memutils-textfile.service
	sed -n 's|^\* \* \* \* \* root ||p' "$examples/memutils-textfile.cron") |
	sed "s|%S/memutils|$TMP/state|; s|/var/lib/memutils|$TMP/state|" \
	>"$TMP/calls"
is "calls" "$(wc -l <"$TMP/calls")" 6
while IFS= read -r call; do
	rm -f "$TMP"/prom/*
	FILTER=$examples/memutils-textfile TO=$TMP/prom run sh -c "$call"
	exits "$call" 0
	if command -v promtool >/dev/null; then
		ok "promtool takes $call" sh -c '
			cat "$1"/*.prom | promtool check metrics' sh "$TMP/prom"
	fi
done <"$TMP/calls"
if command -v systemd-analyze >/dev/null; then
	ok "systemd takes the service and the timer" systemd-analyze verify \
		--man=no "$examples/memutils-textfile.service" \
		"$examples/memutils-textfile.timer"
else
	skip "the service and the timer" "systemd is not installed"
fi

# --- Prometheus ----------------------------------------------------------------

rm -f "$TMP"/prom/*
write "$TMP/prom/mfree.prom" mfree -T --cgroup --root "$FIXTURES/cgroup-v2"
write "$TMP/prom/mtop-once.prom" mtop-once -T --root "$FIXTURES/processes" \
	-o pid,comm,state,rss,cputime,majflt,mem_pct
write "$TMP/prom/mleakwatch.prom" mleakwatch -T -f "$FIXTURES/fleet/web2.tsv"
write "$TMP/prom/text.prom" cat "$TMP/tsv"
write "$TMP/prom/none.prom" mleakwatch -T -q -f "$FIXTURES/fleet/web1.tsv"
ok "where nothing leaks there is nothing" sh -c '
	test -e "$1" && test ! -s "$1"' sh "$TMP/prom/none.prom"

if command -v promtool >/dev/null; then
	for file in "$TMP"/prom/*; do
		ok "promtool takes $(basename "$file")" sh -c '
			promtool check metrics <"$1"' sh "$file"
	done
	ok "promtool takes the rules" promtool check rules \
		"$examples/memutils-alerts.yml"
	ok "the rules fire and stay silent" promtool test rules \
		"$top/tests/build/alerts.yml"
else
	skip "metrics and rules" "promtool is not installed"
fi

if ! command -v prometheus-node-exporter >/dev/null ||
    ! command -v curl >/dev/null; then
	skip "node_exporter" "it or curl is not installed"
	done_testing
	exit
fi
prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$TMP/prom" \
	--web.listen-address=127.0.0.1:0 2>"$TMP/log" &
started=$!
until_true grep -q 'msg="Listening on" address=' "$TMP/log"
address=$(sed -n 's/.*msg="Listening on" address=//p' "$TMP/log")
ok "curl reads it" curl -sS --noproxy '*' -o "$TMP/served" "http://$address/metrics"
is "no error" "$(awk '$1 == "node_textfile_scrape_error" { print $2 }' \
	"$TMP/served")" 0
is "every file" "$(grep -c '^node_textfile_mtime_seconds{' "$TMP/served")" 5

# Series with their labels in order, without the empty ones that node_exporter
# adds, and values as numbers.
series() {
	awk '/^#/ { next }
	{
		value = $NF; sub(/ [^ ]*$/, ""); labels = $0
		name = $0; sub(/\{.*/, "", name); sub(/^[^{]*/, "", labels)
		gsub(/^\{|\}$/, "", labels)
		n = 0
		while (match(labels, /^[a-z_]+="([^"\\]|\\.)*",?/)) {
			part[++n] = substr(labels, 1, RLENGTH)
			labels = substr(labels, RLENGTH + 1)
			sub(/,$/, "", part[n])
			if (part[n] ~ /=""$/) n--
		}
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && part[j - 1] > part[j]; j--) {
				t = part[j]; part[j] = part[j - 1]; part[j - 1] = t
			}
		text = name
		for (i = 1; i <= n; i++) text = text " " part[i]
		printf "%s %.9g\n", text, value
	}' "$@" | sort
}
series "$TMP"/prom/*.prom >"$TMP/written"
grep -E '^(mfree|mtop_once|mleakwatch|cat)_' "$TMP/served" | series \
	>"$TMP/read"
same "node_exporter serves what was written" "$TMP/written" "$TMP/read"

done_testing
