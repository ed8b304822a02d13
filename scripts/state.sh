# shellcheck shell=bash
# The state folder of ./run: its format, its lock, its secrets. Sourced after messages.sh.
#
#   version   the format of this folder (below)
#   lock      held by the ./run that uses it
#   env       what a started instance offers, for people and scripts (0600)
#   secrets/  made once: master key, passwords between parts, the demo administrator's token
#   postgres/ redis/ storage/ sandbox/ log/

STATE_FORMAT=1

# prepare_state DIR: makes it or checks it; leaves the lock on descriptor 9.
prepare_state() {
  local dir=$1
  if ! mkdir -p "$dir" 2>/dev/null || [[ ! -w $dir ]]; then
    give_up "the state folder $dir cannot be written" \
      "Choose another: PROKAT_STATE_DIR=/some/folder ./run" "or give it to this user: sudo chown -R $(id -un) $dir"
  fi
  if [[ ! -f $dir/version ]]; then
    # Never take (or with --reset remove) a folder that is somebody else's.
    if [[ -n $(ls -A "$dir") ]]; then
      give_up "$dir is not empty and not a state folder of Prokat" "Choose another: PROKAT_STATE_DIR=/some/folder ./run"
    fi
    echo "$STATE_FORMAT" >"$dir/version" || give_up "cannot write to $dir" "Is the disk full?"
  fi
  local format
  format=$(<"$dir/version")
  if [[ $format != "$STATE_FORMAT" ]]; then
    give_up "the state folder $dir has format ${format:-(empty)}, this Prokat needs $STATE_FORMAT" \
      "Its data stay as they are. Either use the Prokat that made it," \
      "or start with another folder: PROKAT_STATE_DIR=/some/folder ./run" \
      "or throw it away: ./run --reset (asks first)"
  fi
  # As root PostgreSQL runs as another user, which must be able to pass through.
  if [[ $EUID -eq 0 ]]; then chmod 711 "$dir"; else chmod 700 "$dir"; fi
  lock_state "$dir"
  (umask 077 && mkdir -p "$dir/secrets" "$dir/log" "$dir/storage" "$dir/sandbox")
}

lock_state() {
  exec 9>>"$1/lock"
  flock -n 9 || give_up "another ./run uses $1" \
    "Stop it with Ctrl-C in its terminal, or start a second instance beside it:" \
    "PROKAT_STATE_DIR=.prokat2 PROKAT_HTTP_PORT=9080 ... ./run (every port of --help needs another number)"
}

# need_space DIR MB WHAT
need_space() {
  local free_mb
  free_mb=$(($(df -Pk "$1" | awk 'NR == 2 { print $4 }') / 1024))
  [[ $free_mb -ge $2 ]] || give_up "only $free_mb MB are free on the disk of $1; $3 needs about $2 MB" \
    "Free some space, or choose a folder on another disk with PROKAT_STATE_DIR."
}

# state_secret DIR NAME: prints a secret of that name, made at the first call.
state_secret() {
  local file=$1/secrets/$2
  if [[ ! -s $file ]]; then
    (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$file")
  fi
  cat "$file"
}

# Personal data are sealed under this key: without it they are lost, so it is never made anew over data.
state_master_key() {
  local file=$1/secrets/master.key
  if [[ ! -e $file ]]; then
    if [[ -d $1/postgres/data || -L $1/postgres ]]; then
      give_up "$file is missing, but there is a database" \
        "Names, phones and messages in it can be read with this key only." \
        "Put the key back from your copy, or start anew with ./run --reset (asks first)."
    fi
    (umask 077 && head -c 32 /dev/urandom >"$file")
  fi
  [[ $(stat -c %s "$file") -eq 32 ]] || give_up "$file is not 32 bytes long" "Put the key back from your copy."
  echo "$file"
}

# postgres_folder DIR: where the cluster lives. Below the state folder, except where the user postgres
# cannot get there (a checkout in /root); then in /var/lib/prokat, with a link in the state folder.
postgres_folder() {
  local state=$1 home
  if [[ $EUID -ne 0 || -d $state/postgres/data ]] ||
    setpriv --reuid=postgres --regid=postgres --init-groups -- test -x "$state" 2>/dev/null; then
    echo "$state/postgres"
    return
  fi
  home=/var/lib/prokat/$(printf %s "$state" | sha256sum | cut -c1-12)
  if [[ ! -L $state/postgres ]]; then
    mkdir -p "$home" && chmod 711 /var/lib/prokat "$home"
    ln -s "$home" "$state/postgres"
  fi
  readlink "$state/postgres"
}

# reset_state DIR: removes it after a question. Only called for a folder that has our version file.
reset_state() {
  local dir=$1 answer=
  [[ -d $dir ]] || return 0
  if [[ ! -f $dir/version ]]; then
    [[ -z $(ls -A "$dir") ]] || give_up "$dir is not a state folder of Prokat: not removing it"
    return 0
  fi
  printf 'This removes all data in %s: bookings, payments, photos, keys.\n' "$dir"
  printf 'Будут удалены все данные: бронирования, платежи, фото, ключи.\n'
  printf 'Type yes to go on: '
  read -r answer || true
  [[ $answer == yes ]] || give_up "nothing was removed"
  lock_state "$dir"
  stop_leftovers "$dir"
  local link=
  if [[ -L $dir/postgres ]]; then link=$(readlink "$dir/postgres"); fi
  rm -rf -- "$dir" ${link:+"$link"} || give_up "$dir could not be removed completely" "Remove it by hand: sudo rm -rf $dir"
  exec 9>&-
}
