#!/bin/sh
# completion.sh: what bash and zsh offer, which is what --help says.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
completion=$top/cmd/common/completion.bash
PATH=$BIN:$PATH

if ! command -v bash >/dev/null; then
	skip "completion" "bash is not installed"
	done_testing
	exit
fi

# bash calls it with the words of the line, the last one to be completed.
cat >"$TMP/complete" <<'END'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_memutils "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
END
completed() {
	run bash --norc --noprofile "$TMP/complete" "$completion" "$@"
}
# offers EXPECTED WORD...: in one line, each once.
offers() {
	expected=$1
	shift
	completed "$@"
	is "$*" "$(awk '!seen[$0]++' "$out" | tr '\n' ' ' | sed 's/ $//')" \
		"$expected"
	ok "$*: in silence" test ! -s "$err"
}

# includes EXPECTED WORD...: that, perhaps among others.
includes() {
	expected=$1
	shift
	completed "$@"
	ok "$*: includes $expected" grep -qxF -e "$expected" "$out"
}

# All options of each command, and its columns: taken from --help otherwise.
for command in $COMMANDS; do
	for script in "$completion" "${completion%.bash}.zsh"; do
		ok "$command is in $(basename "$script")" grep -qE \
			"^(complete|#compdef) .*\<$command( |\$)" "$script"
	done
	$command --help >"$TMP/help"
	completed "$command" -
	sort "$out" >"$TMP/offered"
	sed -n 's/^  -., \(--[a-z-]*\).*/\1/p; s/^      \(--[a-z-]*\).*/\1/p
		s/^  \(-[^ ,]\) .*/\1/p' "$TMP/help" | sort >"$TMP/expected"
	same "$command: all options" "$TMP/expected" "$TMP/offered"
	awk '/^Columns:/ { on = 1; next }
		/^$/ { on = 0 } on { print $1 }' "$TMP/help" >"$TMP/expected"
	[ -s "$TMP/expected" ] || continue
	completed "$command" -o ''
	same "$command: all columns" "$TMP/expected" "$out"
done

touch "$TMP/file"
mkdir "$TMP/directory"
offers '--wide --where' mfree --w
offers 'time kind size mem_pct about' mfree --where -o ''
offers 'avg10 avg60 avg300' mfree -T --pressure -o a
offers 'kind,size' mfree --where -o kind,s
offers '+buff_cache +buffers' mfree -o +buff
offers 'key' mfree --meminfo --columns = k
offers "$TMP/directory" mfree --cgroup = "$TMP/"
offers '' mfree --cgroup ''
offers '' mfree ''
offers 'file_cache shmem slab hugepages cgroups' mfree --where = ''
offers 'shmem slab' mfree --where = s
offers 'pagecache slab all 1 2 3' mdropcache ''
offers 'pagecache' mdropcache --no-sync p
offers '' mdropcache --cgroup /a ''
offers 'user comm exe cgroup unit container pod tree ppid' mtop-once -g ''
offers 'user unit' mtop-once -Tg u
offers '-pss,+user -pss,+uss' mtop-once -s -pss,+us
includes root mtop-once -u roo
includes "1,$$" mtop-once -p 1,$$
offers 'path kind name perms' mpmap -g ''
offers 'count cold' mpmap -g path -o co
offers 'change' mpmap --diff x -o ch
includes "$$" mpmap $$
offers '/proc/self' mpmap /proc/sel
offers '--extended' mpmap $$ --e
offers "$TMP/file" mleakwatch -f "$TMP/fi"
offers "$TMP/file" mleakwatch -f x "$TMP/fi"
offers 'mfree' mleakwatch -d 1 -- mfre
offers "$TMP/file" mleakwatch -- cat "$TMP/fi"
offers '' mleakwatch --every 1
offers 'cached cached_pct' mdropcache -l -o cac
offers 'cached cached_pct' mdropcache --list -o cac
offers "$TMP/file" mdropcache -f "$TMP/fi"
offers "$TMP/directory" mdropcache --root "$TMP/di"

# Names stand behind the pids where these are only listed.
completed mpmap ''
ok "pids alone" sh -c '! grep -v "^[0-9]*$" "$1"' sh "$out"
COMP_TYPE=63
export COMP_TYPE
includes "$$  $(tr -cd 'A-Za-z0-9_.:@%+/-' </proc/$$/comm)" mpmap ''
includes "1,$$  $(tr -cd 'A-Za-z0-9_.:@%+/-' </proc/$$/comm)" mtop-once -p 1,
unset COMP_TYPE

# The name of a process is not a command, and one with quotes is left out.
evil=$TMP/'$(touch x)'
cp "$(command -v sleep)" "$evil"
cd "$TMP" || exit 1
"$evil" 9999 &
named=$!
started=$named
until_true grep -q touch "/proc/$named/comm"
is "a process has an evil name" "$(cat "/proc/$named/comm")" '$(touch x)'
offers '' mtop-once -C '$'
ok "it is not run" test ! -e "$TMP/x"

# --- as the shells find it -----------------------------------------------------

mkdir -p "$TMP/share/bash-completion/completions" "$TMP/share/zsh"
for command in mfree mtop-once; do
	cp "$completion" "$TMP/share/bash-completion/completions/$command"
done
cp "$top/cmd/common/completion.zsh" "$TMP/share/zsh/_memutils"

# A terminal, keys, and what the shell then runs.
loader=/usr/share/bash-completion/bash_completion
if command -v script >/dev/null; then
	[ -e "$loader" ] || loader=$completion
	# shellcheck disable=SC2094 # the shell reads it only at its start
	{
		printf 'source %s\n' "$loader"
		printf 'mfree --roo\t%s --whe\t -o ki\t,size -T >%s\n' \
			"$FIXTURES/article" "$TMP/typed"
		printf 'exit\n'
	} | XDG_DATA_DIRS=$TMP/share script -qec \
		'bash --norc --noprofile -i' /dev/null >"$TMP/screen" 2>&1
	mfree --root "$FIXTURES/article" --where -o kind,size -T >"$TMP/expected"
	same "keys in bash" "$TMP/expected" "$TMP/typed"
else
	skip "keys in bash" "script is not installed"
fi

if command -v zsh >/dev/null; then
	cat >"$TMP/keys" <<-'END'
	zmodload zsh/zpty
	zpty shell zsh -f -i
	zpty -w shell 'PS1=; fpath=($SHARE/zsh $fpath)'
	zpty -w shell 'autoload -Uz compinit; compinit -D; print DONE | tr N n'
	zpty -r -m shell screen '*DOnE*'
	zpty -w -n shell $'mfree --roo\t$ROOT --whe\t -T >$TYPED; exit\n'
	while zpty -r shell screen; do :; done
	END
	SHARE=$TMP/share ROOT=$FIXTURES/article TYPED=$TMP/zsh \
		timeout 600 zsh -f "$TMP/keys" >"$TMP/screen" 2>&1
	mfree --root "$FIXTURES/article" --where -T >"$TMP/expected"
	same "keys in zsh" "$TMP/expected" "$TMP/zsh"
else
	skip "keys in zsh" "zsh is not installed"
fi

done_testing
