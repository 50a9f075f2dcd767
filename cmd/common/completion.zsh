#compdef mfree mpmap mtop-once mleakwatch mdropcache
# zsh completes what --help names.
# SPDX-License-Identifier: MIT
_gnu_generic
