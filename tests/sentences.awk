# sentences.awk: the sentences of pages, README and comments, and what is
# wrong with their form.
#
# awk -v mode=count|list|words -f sentences.awk FILE...
#
# count: a line for each file.  Its columns are sentences, those of more than 35
# words, those that begin with a relative clause without a noun ("What ..."),
# words of the longest, comments of four words or more, inverted comments.
# list: a line for each fault.
# SPDX-License-Identifier: MIT

function begin_file(name)
{
	file = name
	files[++file_count] = name
	text = ""
	block = 0
	in_comment = 0
	kind = "c"
	if (name ~ /\.[1-9]$/) kind = "mdoc"
	else if (name ~ /\.md$/) kind = "markdown"
	else if (name !~ /\.[chs]$/) kind = "shell"
}

function fault(sentence, what)
{
	if (mode == "list")
		printf "%s:%d: %s: %s\n", file, FNR, what,
		    substr(sentence, 1, 90)
}

# A question may begin so.
function is_fused(sentence)
{
	return sentence ~ /^(What|Who|Whom|Whose|Whoever|Whatever|Of|Those)[ ,]/ &&
	    sentence !~ /\?["')]*$/
}

function is_inverted(sentence)
{
	return sentence ~ \
	    /^(What|Who|Whom|Whose|Whoever|Whatever|Of|Those|One|So|By|As|That|Such)[ ,]/ &&
	    sentence !~ /\?["')]*$/ && sentence !~ /^By default/
}

function take(sentence, words, n)
{
	gsub(/^[ \t"'(`*]+|[ \t]+$/, "", sentence)
	n = split(sentence, words, /[ \t]+/)
	if (n == 0 || sentence == "")
		return
	sentences[file]++
	if (n > longest[file])
		longest[file] = n
	if (n > 35) {
		long[file]++
		fault(sentence, n " words")
	}
	if (n > 2 && is_fused(sentence)) {
		fused[file]++
		fault(sentence, "begins without a noun")
	}
}

# A sentence ends in a mark and a blank, or where the paragraph does.
function flush_text(rest, at)
{
	rest = text
	text = ""
	gsub(/[ \t]+/, " ", rest)
	# Not ends: "e.g. x", "i.e. x", "etc. x", "1. x".
	gsub(/e\.g\. /, "e.g._", rest)
	gsub(/i\.e\. /, "i.e._", rest)
	while ((at = match(rest, /[.?!]["')`*]* /)) > 0) {
		take(substr(rest, 1, RSTART + RLENGTH - 2))
		rest = substr(rest, RSTART + RLENGTH)
	}
	take(rest)
}

function comment_end(words, n, first)
{
	first = text
	gsub(/^[ \t]+|[ \t]+$/, "", first)
	# A file's first comment: "out.c: output that is checked."
	sub(/^[A-Za-z0-9_-]+\.(c|h|sh|awk|def): /, "", first)
	n = split(first, words, /[ \t]+/)
	if (n >= 4) {
		comments[file]++
		if (is_inverted(first))
			inverted[file]++
	}
	text = first
	flush_text()
}

# --- C -----------------------------------------------------------------------

function c_line(line, at)
{
	while (line != "") {
		if (!in_comment) {
			# Strings may have the marks in them.
			gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
			at = index(line, "/*")
			if (at == 0)
				return
			line = substr(line, at + 2)
			in_comment = 1
		}
		at = index(line, "*/")
		if (at == 0) {
			sub(/^[ \t]*\*[ \t]?/, "", line)
			if (line ~ /^[ \t]*$/)
				flush_text()
			text = text " " line
			return
		}
		sub(/^[ \t]*\*[ \t]?/, "", line)
		at = index(line, "*/")
		text = text " " (at > 0 ? substr(line, 1, at - 1) : "")
		line = at > 0 ? substr(line, at + 2) : ""
		in_comment = 0
		comment_end()
	}
}

# --- shell, awk, make --------------------------------------------------------

function shell_line(line)
{
	if (line !~ /^[ \t]*#/ || line ~ /^#!/ || line ~ /shellcheck|SPDX/) {
		if (text != "")
			comment_end()
		return
	}
	sub(/^[ \t]*#[ \t]?/, "", line)
	if (line ~ /^[ \t]*$/)
		comment_end()
	text = text " " line
}

# --- mdoc --------------------------------------------------------------------

function mdoc_line(line, words, n, i, ends)
{
	if (line ~ /^\.\\"/)
		return
	if (line ~ /^\.(Bd|Bk)/)
		block = 1
	if (line ~ /^\.(Ed|Ek)/)
		block = 0
	if (line ~ /^\.(Sh|Ss|Pp|It|Bl|El|Bd|Ed|Dl|D1|Dd|Dt|Os|Nd|TP|Fn|Fo|Fc)/) {
		flush_text()
		in_synopsis = line ~ /^\.Sh SYNOPSIS/ ? 1 : \
		    line ~ /^\.Sh/ ? 0 : in_synopsis
		return
	}
	if (block || in_synopsis)
		return
	if (line ~ /^\./) {
		n = split(line, words, /[ \t]+/)
		line = ""
		for (i = 1; i <= n; i++) {
			if (words[i] ~ /^\.?(No|Ns|Ar|Fl|Ql|Dq|Sq|Pq|Pa|Xr|Em|Sy|Li|Cm|Op|Va|Vt|Fa|Ev|Er|Dv|Ic|Ta|Po|Pc|Qo|Qc|Do|Dc|Oo|Oc|Brq|Bq|Sm|Nm)$/) {
				if (words[i] == ".Nm" || words[i] == "Nm")
					line = line " it"
				continue
			}
			if (words[i] ~ /^[.,;:)?!]+$/)
				line = line words[i]
			else
				line = line " " words[i]
		}
	}
	text = text " " line
	ends = line
	sub(/["')]*$/, "", ends)
	if (ends ~ /[.?!]$/)
		flush_text()
}

# --- markdown ----------------------------------------------------------------

function markdown_line(line, cells, n, i)
{
	if (line ~ /^```/) {
		flush_text()
		block = !block
		return
	}
	if (block || line ~ /^    /) {
		flush_text()
		return
	}
	if (line ~ /^\|/) {
		flush_text()
		n = split(line, cells, /\|/)
		for (i = 2; i < n; i++) {
			text = cells[i]
			flush_text()
		}
		return
	}
	if (line ~ /^(#|[-*] |[0-9]+\. |[ \t]*$)/)
		flush_text()
	sub(/^(#+|[-*]|[0-9]+\.) /, "", line)
	text = text " " line
	if (line ~ /^#/)
		flush_text()
}

# --- all ---------------------------------------------------------------------

FNR == 1 {
	if (file != "")
		flush_text()
	begin_file(FILENAME)
}
kind == "c" { c_line($0); next }
kind == "shell" { shell_line($0); next }
kind == "mdoc" { mdoc_line($0); next }
kind == "markdown" { markdown_line($0) }

END {
	flush_text()
	bad = 0
	for (i = 1; i <= file_count; i++) {
		name = files[i]
		bad += long[name] + fused[name]
		if (mode == "count")
			printf "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", name,
			    sentences[name], long[name], fused[name],
			    longest[name], comments[name], inverted[name]
	}
	if (mode == "list" && bad > 0)
		exit 1
}
