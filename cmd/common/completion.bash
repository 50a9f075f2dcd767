# completion.bash: bash completes options, columns, and what they are given.
#
# All is read from --help at that moment.  It is made from the tables of
# options and columns, so that what is offered cannot fall behind them.
# Of _memutils(), which is at the end, the helpers see: $current, the word to
# be completed; $help; $rows, of each option "-x --long ARGUMENT", - for none.
# SPDX-License-Identifier: MIT

_memutils_rows()
{
	local line row='^  (-.|  )(, |  |)(--[a-z-]+)?(\[=| )?([A-Z][^ ]*)?'

	while IFS= read -r line; do
		[[ $line =~ ^\ +- && $line =~ $row ]] || continue
		printf '%s %s %s\n' "${BASH_REMATCH[1]// /-}" \
			"${BASH_REMATCH[3]:--}" "${BASH_REMATCH[5]:--}"
	done <<<"$help"
}

# _memutils_used OPTION: is it on the command line, under either name?
_memutils_used()
{
	local short long argument word

	while read -r short long argument; do
		[[ $short == "$1" || $long == "$1" ]] || continue
		for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
			[[ $word == "$long" ]] && return
			[[ $short != -- && $word == -[!-]* &&
			    $word == *"${short#-}"* ]] && return
		done
	done <<<"$rows"
	return 1
}

# Those under the headings whose option is used; else those without a
# condition; else all.
_memutils_columns()
{
	local line word heading all='' chosen='' plain=''

	while IFS= read -r line; do
		if [[ $line == Columns* ]]; then
			heading=''
			[[ $line == Columns:* ]] && heading=plain
			for word in ${line//[:,]/}; do
				[[ $word == -* ]] && _memutils_used "$word" &&
				    heading=chosen
			done
		elif [[ $line =~ ^\ \ ([a-z][a-z0-9_]*)\  ]]; then
			word=${BASH_REMATCH[1]}$'\n'
			all+=$word
			case $heading in
			chosen) chosen+=$word ;;
			plain) plain+=$word ;;
			esac
		fi
	done <<<"$help"
	printf '%s' "${chosen:-${plain:-$all}}"
}

# _memutils_keys OPTION: "by this, that or another", or any column.
_memutils_keys()
{
	local columns line word found=''

	columns=$(_memutils_columns)
	while IFS= read -r line; do
		[[ $line == *" $1"[\ ,]*" by "* ]] || continue
		line=${line#*" by "}
		for word in ${line//[,:]/ }; do
			[[ $'\n'$columns$'\n' == *$'\n'"$word"$'\n'* ]] &&
			    found+=$word$'\n'
		done
	done <<<"$help"
	printf '%s' "${found:-$columns}"
}

_memutils_pids()
{
	(cd /proc && printf '%s\n' [0-9]*)
}

# Names behind the pids, where bash only lists them (COMP_TYPE is '?'): what it
# inserts stays a pid.  Others choose the names: all but letters is left out.
_memutils_name_pids()
{
	local i name

	[[ ${COMP_TYPE-} == 63 && ${#COMPREPLY[@]} -gt 1 ]] || return 0
	for i in "${!COMPREPLY[@]}"; do
		name=''
		read -r name 2>/dev/null \
			<"/proc/${COMPREPLY[i]##*,}/comm" || continue
		COMPREPLY[i]+="  ${name//[^A-Za-z0-9_.:@%+\/-]/}"
	done
}

# _memutils_offer BEFORE PART: of the lines on stdin that begin with PART, each
# with BEFORE before it.  Not compgen -W, which expands its words: others
# choose the names of processes.  Of these, those that need quotes are left out.
_memutils_offer()
{
	local line

	while IFS= read -r line; do
		[[ $line == "$2"* && $line == +([A-Za-z0-9_.:@%+/-]) ]] &&
		    COMPREPLY+=("$1$line")
	done
}

# The last part of what commas divide; a sign stays before it.
_memutils_list()
{
	local part=${current##*,} before

	before=${current%"$part"}
	[[ $part == [-+]* ]] && before+=${part:0:1} part=${part:1}
	compopt -o nospace 2>/dev/null
	_memutils_offer "$before" "$part"
}

# _memutils_files KIND: -f files, -d directories.
_memutils_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

# _memutils_argument OPTION ARGUMENT
_memutils_argument()
{
	case $2 in
	LIST) _memutils_list < <(_memutils_columns) ;;
	'ROW]') _memutils_offer '' "$current" < <(_memutils_rows_opened) ;;
	KEY | KEYS) _memutils_list < <(_memutils_keys "$1") ;;
	USERS) _memutils_list < <(compgen -u) ;;
	PIDS) _memutils_list < <(_memutils_pids)
		_memutils_name_pids ;;
	NAMES) _memutils_list < <(cat /proc/[0-9]*/comm 2>/dev/null) ;;
	DIR | PATH*) _memutils_files -d ;;
	FILE) _memutils_files -f ;;
	esac
}

# Those that have columns of their own: "Columns with --where=shmem:".
_memutils_rows_opened()
{
	sed -n 's/^Columns with --where=\(.*\):$/\1/p' <<<"$help"
}

_memutils_operand()
{
	local usage=${help%%$'\n\n'*}

	if [[ $usage == *"[level "* ]] && ! _memutils_used --files &&
	    ! _memutils_used --list; then
		_memutils_used --cgroup || _memutils_offer '' "$current" < <(
		    printf '%s\n' pagecache slab all 1 2 3)
		return
	fi
	if [[ $usage == *[\[\ ]"pid "* && $current != *[!0-9]* ]] &&
	    ! _memutils_used --file; then
		_memutils_offer '' "$current" < <(_memutils_pids)
		_memutils_name_pids
	elif [[ $usage == *@(file|path)" ..."* ]]; then
		_memutils_files -f
	fi
}

# Behind -- is another command's line.
_memutils_other()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] && break
	done
	((i < COMP_CWORD)) || return
	if ((i == COMP_CWORD - 1)); then
		mapfile -t COMPREPLY < <(compgen -c -- "$current")
	else
		_memutils_files -f
	fi
}

_memutils()
{
	local current=$2 previous=$3 help rows short long argument

	COMPREPLY=()
	_memutils_other && return
	help=$("$1" --help 2>/dev/null) || return
	rows=$(_memutils_rows)
	# --long=argument comes as three words.
	[[ $current == "=" ]] && current=''
	[[ $previous == "=" ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}
	# Of letters that are given together the last may have an argument.
	[[ $previous == -[!-]* ]] && previous=-${previous: -1}
	while read -r short long argument; do
		[[ $argument != - &&
		    ( $previous == "$short" || $previous == "$long" ) ]] ||
		    continue
		# What may be left out, "PATH]", comes behind a = only.
		[[ $argument == *,* || $argument != *"]" ||
		    $2 == "=" || $3 == "=" ]] || continue
		_memutils_argument "$previous" "$argument"
		return
	done <<<"$rows"
	if [[ $current == -* ]]; then
		_memutils_offer '' "$current" < <(
		    while read -r short long argument; do
			[[ $long == - ]] && long=$short
			printf '%s\n' "$long"
		    done <<<"$rows")
	else
		_memutils_operand
	fi
}

complete -F _memutils mfree mpmap mtop-once mleakwatch mdropcache
