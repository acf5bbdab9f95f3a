# Sourced by the scripts in ci/ and ci/checks/: where the repository is, messages, timed stages.
# shellcheck shell=bash

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export root

say() { printf '%s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

cores() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN; }

# Are the proofs checked here? They are written for Coq 8.16 and mathcomp 1.15, which Debian 12 has;
# Ubuntu 24.04 has later ones, in which they do not compile.
coq_fits() {
  if command -v coqc >/dev/null; then
    [[ "$(coqc --version)" == *"version 8.16"* ]]
  else
    grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null
  fi
}

# The files under version control in the working folder; all but build/ where there is no checkout (a
# release archive).
tracked_files() {
  if [[ "$(git rev-parse --show-toplevel 2>/dev/null)" == "$PWD" ]]; then
    git ls-files
  else
    find . -type f -not -path './build*' -not -path './.git/*' | sed 's|^\./||'
  fi
}

# stage NAME COMMAND...: runs it; its output goes to build/log/NAME.log, and to the terminal where
# there is one or where it fails. Prints the time it took. A COMMAND that is a function finds this one's
# variables where it has none of its own.
stage() {
  local name="$1" log start status=0
  shift
  log="$root/build/log/${name// /-}.log"
  mkdir -p "$root/build/log"
  start=$SECONDS
  if [[ -t 1 ]]; then
    say "== $name"
    "$@" 2>&1 | tee "$log" || status=$?
  else
    "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  if ((status != 0)); then
    [[ -t 1 ]] || tail -n 200 "$log"
    say "== $name: failed after $((SECONDS - start)) s (exit $status; log: ${log#"$root"/})"
    return "$status"
  fi
  say "== $name: $((SECONDS - start)) s"
}
