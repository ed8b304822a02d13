# shellcheck shell=bash
# How ./run, ./test and the scripts speak: a step, a note, an error that says what to do. Sourced.

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }

# give_up "what happened" "what to do"...: prints both and exits 1.
give_up() {
  printf '\n\033[31mError:\033[0m %s\n' "$1" >&2
  shift
  if [[ $# -gt 0 ]]; then printf '       %s\n' "$@" >&2; fi
  exit 1
}

# with_log FILE COMMAND...: runs it quietly; on failure shows the end of the log and returns its code.
with_log() {
  local log=$1 code=0
  shift
  "$@" >"$log" 2>&1 || code=$?
  if [[ $code -ne 0 ]]; then
    # Without the passwords that URLs carry.
    printf '\n\033[31mFailed:\033[0m %s\n' "$*" | sed 's|://[^@ ]*@|://***@|g' >&2
    tail -n 25 "$log" | sed 's/^/    | /' >&2
    # A full disk takes the log as well, so look at the disk and not only into the log.
    if grep -q 'No space left on device' "$log" ||
      [[ $(df -Pk "$(dirname "$log")" | awk 'NR == 2 { print $4 }') -lt 10000 ]]; then
      printf '    The disk is full: free some space and start again.\n' >&2
    fi
    printf '    The whole log: %s\n' "$log" >&2
  fi
  return "$code"
}
