#compdef mfree mpmap mtop-once mleakwatch mdropcache
# zsh completes what --help names.
_gnu_generic
