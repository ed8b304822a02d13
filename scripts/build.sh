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

configure_preset() { # TOP PRESET
  mkdir -p "$1/build"
  (cd "$1" && with_log "build/$2-configure.log" cmake --preset "$2") ||
    give_up "the build could not be configured"
}

# build_preset TOP PRESET TARGET...: with progress on the terminal; configures where that is due.
build_preset() {
  local top=$1 preset=$2
  shift 2
  [[ -f $top/build/$preset/build.ninja ]] || configure_preset "$top" "$preset"
  (cd "$top" && cmake --build "build/$preset" -j "$(build_jobs)" --target "$@") ||
    give_up "the build failed (see above)" "A full disk or too little memory (about 1 GB for each core) are common reasons."
}
