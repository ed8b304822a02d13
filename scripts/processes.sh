# shellcheck shell=bash
# Starts, watches and stops the processes of ./run and ./test. Sourced after messages.sh; $top is the
# checkout.
# shellcheck disable=SC2154

# start_process NAME DIR COMMAND...: in the background, in a session of its own (Ctrl-C in the terminal
# must not reach it: we stop things in order), output to DIR/log/NAME.log. Sets started_pid.
start_process() {
  local name=$1 dir=$2
  shift 2
  : >"$dir/log/$name.log"
  setsid "$@" >>"$dir/log/$name.log" 2>&1 </dev/null 9>&- &
  started_pid=$!
  # With its start time: after a crash of ./run the number may belong to somebody else.
  echo "$started_pid $(process_start_time "$started_pid")" >"$dir/log/$name.pid"
}

process_start_time() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# stop_process PID SECONDS NAME: asks it to end, and after SECONDS ends it.
stop_process() {
  local pid=$1 seconds=$2 name=$3
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < seconds * 10; i++)); do
    kill -0 "$pid" 2>/dev/null || return 0
    # A child of ours that ended stays visible until it is waited for.
    [[ $(process_state "$pid") == Z ]] && return 0
    sleep 0.1
  done
  note "$name did not end within $seconds s: killed"
  kill -KILL "$pid" 2>/dev/null || true
}

process_state() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1; }

# Ends what a ./run that was killed left behind in this state folder.
stop_leftovers() {
  local dir=$1 name pid started
  for name in server sandbox; do
    if [[ -f $dir/log/$name.pid ]]; then
      read -r pid started <"$dir/log/$name.pid" || true
      if [[ -n ${pid:-} && -n ${started:-} && $(process_start_time "$pid") == "$started" ]]; then
        note "ending a $name that an earlier ./run left behind (process $pid)"
        stop_process "$pid" 10 "$name"
      fi
      rm -f "$dir/log/$name.pid"
    fi
  done
  if [[ -d $dir/redis ]]; then "$top/scripts/redis-private" stop "$dir/redis"; fi
  if [[ -d $dir/postgres/data ]]; then "$top/scripts/pg-cluster" stop "$(readlink -f "$dir/postgres")"; fi
}

# wait_until_ready URL PID SECONDS: 0 when URL answers 200; 1 when the process ended or time is up.
wait_until_ready() {
  local url=$1 pid=$2 seconds=$3
  for ((i = 0; i < seconds * 10; i++)); do
    if curl -fsS -o /dev/null --max-time 2 --noproxy '*' "$url" 2>/dev/null; then return 0; fi
    if ! kill -0 "$pid" 2>/dev/null || [[ $(process_state "$pid") == Z ]]; then return 1; fi
    sleep 0.1
  done
  return 1
}

show_log_end() {
  sed 's/^/    | /' < <(tail -n 15 "$1") >&2
}

# free_port: prints a TCP port of 127.0.0.1 that nobody uses now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# need_free_port PORT VARIABLE WHAT
need_free_port() {
  local port=$1 variable=$2 what=$3 holder
  [[ $port =~ ^[0-9]+$ && $port -ge 1 && $port -le 65535 ]] ||
    give_up "$variable is '$port', which is not a port" "Give a number from 1 to 65535."
  local answer
  answer=$(python3 - "$port" <<'PY'
import errno, socket, sys
for address in ("127.0.0.1", "0.0.0.0"):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind((address, int(sys.argv[1])))
        s.listen()
    except OSError as error:
        print("denied" if error.errno == errno.EACCES else "taken")
        break
    finally:
        s.close()
else:
    print("free")
PY
  )
  [[ $answer != denied ]] || give_up "this user may not open port $port ($what)" \
    "Ports below 1024 are for root. Choose another: $variable=$((port + 8000)) ./run"
  [[ $answer != free ]] || return 0
  holder=$(ss -Hltnp "sport = :$port" 2>/dev/null | sed -n 's/.*users:((\(.*\)))/\1/p' | tr -d '"' | head -n 1)
  give_up "port $port ($what) is taken${holder:+ by $holder}" \
    "Stop what uses it, or choose another: $variable=$((port + 1000)) ./run"
}
