# shellcheck shell=bash
# Configures and builds a preset. Sourced after messages.sh.

# A heavy translation unit takes up to 0.9 GB: as many at once as there are cores and memory.
build_jobs() {
  local cores memory_gb
  cores=$(nproc)
  memory_gb=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  if [[ $memory_gb -lt 1 ]]; then memory_gb=1; fi
  echo $((cores < memory_gb ? cores : memory_gb))
}

# build_preset TOP PRESET TARGET...: with progress on the terminal.
build_preset() {
  local top=$1 preset=$2 log
  shift 2
  mkdir -p "$top/build"
  log=$top/build/$preset-configure.log
  (cd "$top" && with_log "$log" cmake --preset "$preset") || give_up "the build could not be configured"
  (cd "$top" && cmake --build "build/$preset" -j "$(build_jobs)" --target "$@") ||
    give_up "the build failed (see above)" "A full disk or too little memory (about 1 GB for each core) are common reasons."
}
