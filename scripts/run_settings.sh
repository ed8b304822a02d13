# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # state, ports, demo, sandbox, stores' URLs: ./run sets and reads them
# The settings that ./run gives the server and the sandbox, and what it tells people afterwards.
# What the owner set (environment or prokat.toml) wins; ./run fills in the rest.

declare -A in_file=() # PROKAT_NAME -> value, for every key of prokat.toml

read_settings_file() {
  [[ -f $top/prokat.toml ]] || return 0
  local lines name value
  lines=$(/usr/bin/python3 - "$top/prokat.toml" <<'PY'
import sys, tomllib
def walk(table, prefix):
    for key, value in table.items():
        name = f"{prefix}_{key}".upper().replace("-", "_").replace(".", "_")
        if isinstance(value, dict):
            walk(value, name)
        else:
            print(name, str(value).replace("\n", " "), sep="\t")
try:
    with open(sys.argv[1], "rb") as file:
        walk(tomllib.load(file), "PROKAT")
except tomllib.TOMLDecodeError as error:
    sys.exit(f"prokat.toml: {error}")
PY
  ) || give_up "prokat.toml cannot be read (see above)"
  while IFS=$'\t' read -r name value; do
    if [[ -n $name ]]; then in_file[$name]=$value; fi
  done <<<"$lines"
}

# setting NAME: the owner's value, of the environment or else the file; empty when there is none.
setting() { printf '%s' "${!1:-${in_file[$1]:-}}"; }

# unless_given NAME VALUE: exports it where the owner gave nothing.
unless_given() {
  if [[ -z $(setting "$1") ]]; then export "$1=$2"; fi
}

# Another database than ours would be migrated and filled with demo data: surely not what was meant.
refuse_foreign_database() {
  read_settings_file
  local given ours=
  given=$(setting PROKAT_DATABASE_URL)
  [[ -n $given ]] || return 0
  if [[ -f $state/env ]]; then ours=$(sed -n "s/^PROKAT_DATABASE_URL='\(.*\)'$/\1/p" "$state/env"); fi
  [[ $given == "$ours" ]] || give_up "PROKAT_DATABASE_URL is set, but ./run always uses a database of its own" \
    "For your own database start the program itself: build/release/prokat migrate, then prokat serve." \
    "Or unset PROKAT_DATABASE_URL."
}

# Where the public listener really is, when the owner moved it.
listen_port() {
  local listen
  listen=$(setting "$1")
  if [[ -n $listen ]]; then echo "${listen##*:}"; else echo "$2"; fi
}

check_ports() {
  http_port=$(listen_port PROKAT_HTTP_LISTEN "$http_port")
  internal_port=$(listen_port PROKAT_INTERNAL_LISTEN "$internal_port")
  ops_port=$(listen_port PROKAT_OPS_LISTEN "$ops_port")
  need_free_port "$http_port" PROKAT_HTTP_PORT "the API"
  need_free_port "$internal_port" PROKAT_INTERNAL_PORT "between processes"
  need_free_port "$ops_port" PROKAT_OPS_PORT "metrics and readiness"
  if [[ -n $sandbox ]]; then need_free_port "$sandbox_port" PROKAT_SANDBOX_PORT "the sandbox"; fi
  need_free_port "$postgres_port" PROKAT_POSTGRES_PORT "PostgreSQL"
  need_free_port "$redis_port" PROKAT_REDIS_PORT "Redis"
  local twice
  twice=$(printf '%s\n' "$http_port" "$internal_port" "$ops_port" ${sandbox:+"$sandbox_port"} \
    "$postgres_port" "$redis_port" | sort | uniq -d | head -n 1)
  [[ -z $twice ]] || give_up "port $twice is given to two things" "See the ports in ./run --help."
}

# Before there is a database: a key is never made anew over one.
prepare_master_key() {
  if [[ -n $(setting PROKAT_MASTER_KEY_FILE) ]]; then return; fi
  PROKAT_MASTER_KEY_FILE=$(state_master_key "$state")
  export PROKAT_MASTER_KEY_FILE
}

# Sets everything else that the server and the sandbox are started with. Needs the stores' URLs.
prepare_settings() {
  export PROKAT_DATABASE_URL=$database_url PROKAT_REDIS_URL=$redis_url
  unless_given PROKAT_HTTP_LISTEN "127.0.0.1:$http_port"
  unless_given PROKAT_INTERNAL_LISTEN "127.0.0.1:$internal_port"
  unless_given PROKAT_OPS_LISTEN "127.0.0.1:$ops_port"
  unless_given PROKAT_HTTP_PUBLIC_URL "http://127.0.0.1:$http_port"
  unless_given PROKAT_STORAGE_DIR "$state/storage"
  local secret
  secret=$(state_secret "$state" internal-secret)
  unless_given PROKAT_INTERNAL_SECRET "$secret"
  # The administrator of the demo business; an empty business has none.
  if [[ -n $demo || -e $state/demo-loaded ]]; then
    secret=$(state_secret "$state" demo-admin-token)
    unless_given PROKAT_DEMO_ADMIN_TOKEN "$secret"
  fi
  secret=$(state_secret "$state" yookassa-webhook-secret)
  unless_given PROKAT_YOOKASSA_WEBHOOK_SECRET "$secret"
  if [[ -n $sandbox ]]; then prepare_sandbox; fi
}

# A provider with an account or address of the owner's is left alone as a whole: half of a real account
# with the sandbox's other half would send a real token to the sandbox.
prepare_sandbox() {
  local base=http://127.0.0.1:$sandbox_port
  uses_sandbox_telegram='' uses_sandbox_yookassa=''
  if [[ -z $(setting PROKAT_TELEGRAM_TOKEN)$(setting PROKAT_TELEGRAM_API_URL) ]]; then
    uses_sandbox_telegram=1
    # In the shape of a real one, kept from start to start: the sandbox knows its bot by it.
    PROKAT_TELEGRAM_TOKEN=777000:$(state_secret "$state" sandbox-bot-token)AAA
    export PROKAT_TELEGRAM_TOKEN PROKAT_TELEGRAM_API_URL=$base/telegram
    unless_given PROKAT_TELEGRAM_OPERATORS_CHAT_ID -100777000111
  fi
  local key
  key=$(state_secret "$state" sandbox-yookassa-key)
  if [[ -z $(setting PROKAT_YOOKASSA_SHOP_ID)$(setting PROKAT_YOOKASSA_SECRET_KEY)$(setting PROKAT_YOOKASSA_API_URL) ]]; then
    uses_sandbox_yookassa=1
    export PROKAT_YOOKASSA_SHOP_ID=777001 PROKAT_YOOKASSA_SECRET_KEY=$key
    export PROKAT_YOOKASSA_API_URL=$base/yookassa/v3
    unless_given PROKAT_PAYMENTS_RETURN_URL "$base/chat"
  fi
  sandbox_environment=(
    "PROKAT_SANDBOX_PORT=$sandbox_port"
    "PROKAT_SANDBOX_STATE_DIR=$state/sandbox"
    "PROKAT_SANDBOX_YOOKASSA_SHOP_ID=777001"
    "PROKAT_SANDBOX_YOOKASSA_SECRET_KEY=$key"
    "PROKAT_SANDBOX_YOOKASSA_WEBHOOK_URL=http://127.0.0.1:$http_port/webhooks/yookassa/$(setting PROKAT_YOOKASSA_WEBHOOK_SECRET)")
}

write_env_file() {
  local file=$state/env
  (
    umask 077
    {
      echo "# What this started Prokat offers; shell assignments. Written by ./run at every start."
      echo "PROKAT_URL='http://127.0.0.1:$http_port'"
      if [[ -n $sandbox ]]; then echo "PROKAT_SANDBOX_URL='http://127.0.0.1:$sandbox_port'"; fi
      echo "PROKAT_OPS_URL='http://127.0.0.1:$ops_port'"
      echo "PROKAT_DATABASE_URL='$database_url'"
      echo "PROKAT_REDIS_URL='$redis_url'"
      if [[ -n $(setting PROKAT_DEMO_ADMIN_TOKEN) ]]; then
        echo "PROKAT_ADMIN_TOKEN='$(setting PROKAT_DEMO_ADMIN_TOKEN)'"
      fi
    } >"$file.new"
    mv "$file.new" "$file"
  ) || give_up "cannot write $file" "Is the disk full?"
}

address() { printf '  %-44s %s\n' "$1" "$2"; }

print_addresses() {
  local public=http://127.0.0.1:$http_port
  printf '\n'
  say "Prokat is ready / Прокат работает"
  if [[ -n ${uses_sandbox_telegram:-} ]]; then
    address "http://127.0.0.1:$sandbox_port/chat" "чат клиента с ботом / a customer's chat with the bot"
    address "http://127.0.0.1:$sandbox_port/operators" "чат операторов / the operators' chat"
    address "http://127.0.0.1:$sandbox_port/" "песочница: все её страницы / the sandbox: all its pages"
  elif [[ -n $(setting PROKAT_TELEGRAM_TOKEN) ]]; then
    address "(Telegram)" "бот по вашему токену / the bot of your token"
  else
    note "Нет бота: задайте PROKAT_TELEGRAM_TOKEN / No bot: set PROKAT_TELEGRAM_TOKEN"
  fi
  if [[ -n $sandbox && -z ${uses_sandbox_yookassa:-} ]]; then
    address "(YooKassa)" "ваш магазин / your shop; its webhook: …/webhooks/yookassa/\$SECRET"
  fi
  address "$public/api/v1" "API"
  address "$public/api/docs" "описание API / the API's reference"
  address "http://127.0.0.1:$ops_port/metrics" "метрики / metrics"
  address "postgresql://127.0.0.1:$postgres_port/prokat" "база данных / the database"
  address "redis://127.0.0.1:$redis_port/0" "Redis"
  printf '\n'
  note "Пароли и ключ администратора / passwords and the administrator's key: $state/env"
  note "Журналы / logs: $state/log    Данные / data: $state"
  note "Ctrl-C — остановить / stop"
}
