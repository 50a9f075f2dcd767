# prometheus.awk: from TSV of memutils to the text format of Prometheus.
#
#	mtop-once -T -g user | awk -f prometheus.awk -v name=mtop_once
#
# A figure becomes a metric NAME_COLUMN_UNIT in base units.  Columns that tell
# records apart become labels.  A column that changes with time and is no figure
# becomes a label of a metric of its own, whose value is 1.  Absent figures are
# left out.  There are no timestamps: the time is that of the reading.  Two
# records with the same labels are an error, and nothing is printed: choose
# (-o) a column by which they differ.
#
# For any awk of POSIX.
# SPDX-License-Identifier: MIT

function columns(list, kind, end, scale,   part, i, n) {
	n = split(list, part, " ")
	for (i = 1; i <= n; i++) {
		kind_of[part[i]] = kind
		end_of[part[i]] = end
		scale_of[part[i]] = scale
	}
}

# The part of a metric's name that the column's own name is not good for.
function renamed(column) {
	if (column == "count") # a suffix of histograms
		return "members"
	sub(/_pct$/, "", column)
	sub(/_s$/, "", column)
	return column
}

function complain(message) {
	print "prometheus.awk: " message | "cat 1>&2"
}

function fail(message) {
	complain(message)
	failed = 1
	exit 1
}

function escaped(text) {
	gsub(/[\\"]/, "\\\\&", text)
	return text
}

function with(labels, column, value) {
	return labels (labels == "" ? "" : ",") column "=\"" escaped(value) "\""
}

function sample(metric, type, help, labels, value,   series) {
	series = metric (labels == "" ? "" : "{" labels "}")
	if (series in seen)
		fail(series ": two records have these labels")
	seen[series] = 1
	if (!(metric in text)) {
		order[++metrics] = metric
		text[metric] = "# HELP " metric " " help "\n" \
			"# TYPE " metric " " type "\n"
	}
	text[metric] = text[metric] series " " value "\n"
}

function number(column, labels, value,   end, type) {
	if (value !~ /^-?[0-9]+(\.[0-9]+)?$/)
		fail(column ": " value ": not a number")
	end = end_of[column]
	if (column == "value" && $at["unit"] != "count") end = "_" $at["unit"]
	# Sums over a group fall when one of it goes.
	if (grouped) sub(/_total$/, "", end)
	type = end ~ /_total$/ ? "counter" : "gauge"
	if (scale_of[column] != 1)
		value = sprintf("%.6g", value * scale_of[column])
	sample(name "_" renamed(column) end, type, \
		"Column " column " of " name ".", labels, value)
}

# mleakwatch --against, in time or by work.
function compares() {
	return "rate_old" in at || "work_rate_old" in at
}

# A state is a sample for each of its values: 1 for that which holds, else 0.
function state(column, labels, value,   part, i, n) {
	n = split(compares() ? "more not-more undecided" : \
		"leak no-leak undecided", part, " ")
	for (i = 1; i <= n; i++)
		sample(name "_" column, "gauge", \
			"Column " column " of " name ": 1 for what it is.", \
			with(labels, column, part[i]), part[i] == value)
}

# Every record has a number or a - in it; a header has only names.
function is_header(   i) {
	for (i = 1; i <= NF; i++)
		if ($i ~ /^(-|-?[0-9]+(\.[0-9]+)?)$/) return 0
	return 1
}

function header(   i) {
	for (i in at) delete at[i]
	for (i = 1; i <= NF; i++) {
		at[$i] = i
		head[i] = $i
	}
	fields = NF
	for (i = 1; i <= NF; i++)
		if (!($i in kind_of) && !($i in unknown)) {
			unknown[$i]
			complain($i ": unknown column, left out")
		}
	grouped = "count" in at
	# In records of /proc/meminfo it is a value's unit; else systemd's.
	kind_of["unit"] = "value" in at ? "skip" : "label"
	# mleakwatch --against has a difference; mpmap --diff says new or gone.
	if (compares())
		columns("change", "number", "_bytes_per_second", 1)
	else
		columns("change", "info", "_info", 1)
}

BEGIN {
	FS = "\t"
	if (name == "") name = "memutils"
	columns("host pid ppid uid user start comm cmdline exe cgroup unit " \
		"tty kind key level path perms offset device inode end " \
		"vmflags pid_start container pod pod_uid tree name " \
		"creator page_size", "label")
	columns("state wchan class limit signal work ended change " \
		"stays killed reclaimable", "info", "_info", 1)
	columns("verdict", "state")
	columns("time about why where cold_where lost_by note curve reachability " \
		"example_address stack", "skip")
	columns("reach hint", "label")
	columns("bytes indirect_bytes grown_bytes grown_count", \
		"number", "", 1)
	columns("work_rate work_rate_low work_rate_high work_rate_old " \
		"work_rate_new work_change work_change_low " \
		"work_change_high", "number", "_per_work", 1)
	# The same as others in base units.
	columns("rate_hour rate_hour_low rate_hour_high", "skip")
	columns("total used free shared buff_cache buffers cache available " \
		"size before after freed dirty writeback mapped locked " \
		"cached evicted recently_evicted virt rss shr anon file " \
		"shmem swap pss pss_anon pss_file pss_shmem uss swap_pss " \
		"huge peak footprint hugetlb shared_clean shared_dirty " \
		"private_clean private_dirty " \
		"size_change rss_change pss_change swap_change " \
		"anon_first anon_last growth grew_heap grew_anon grew_stack " \
		"grew_shmem grew_file grew_hugetlb step locked " \
		"touched cold usage max high file_size", "number", \
		"_bytes", 1)
	columns("rate rate_low rate_high rate_most rate_old rate_new " \
		"change_low change_high", "number", \
		"_bytes_per_second", 1)
	columns("exhaust_s exhaust_low exhaust_high level_s idle_s cold_s", \
		"number", "_seconds", 1)
	columns("from to since step_time", "number", "_timestamp_seconds", 1)
	columns("cputime stalled", "number", "_seconds_total", 1)
	columns("cpu_pct mem_pct cached_pct cold_pct lost_by_pct " \
		"avg10 avg60 avg300", "number", \
		"_ratio", 0.01)
	columns("confidence", "number", "_ratio", 1)
	columns("numa_hit numa_miss numa_foreign interleave_hit local_node " \
		"other_node", "number", "_pages_total", 1)
	columns("majflt minflt high_events oom_kill", "number", "_total", 1)
	columns("count threads samples oom_score oom_adj pri nice value " \
		"missing processes unread blocks objects active pages dying " \
		"holders lost_by_blocks", "number", "", 1)
}

is_header() {
	header()
	next
}

{
	if (NF != fields)
		fail("line " NR ": " NF " columns, not " fields + 0)
	labels = ""
	for (i = 1; i <= NF; i++)
		if (kind_of[head[i]] == "label" && $i != "-")
			labels = with(labels, head[i], $i)
	for (i = 1; i <= NF; i++) {
		if ($i == "-") continue
		if (kind_of[head[i]] == "number")
			number(head[i], labels, $i)
		else if (kind_of[head[i]] == "state")
			state(head[i], labels, $i)
		else if (kind_of[head[i]] == "info")
			sample(name "_" head[i] "_info", "gauge", \
				"Column " head[i] " of " name ": a label.", \
				with(labels, head[i], $i), 1)
	}
}

END {
	if (!failed)
		for (i = 1; i <= metrics; i++)
			printf "%s", text[order[i]]
	else
		exit 1
}
