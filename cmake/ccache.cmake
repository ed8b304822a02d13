# Compiles through ccache where it is installed. All checkouts of a machine share their hits: paths
# below the source root are made relative to the build folder, and the working directory is not hashed
# (options.cmake gives debug information a fixed directory and maps both forms of a path).
find_program(PROKAT_CCACHE NAMES ccache)
find_program(PROKAT_ENV NAMES env)
if(PROKAT_CCACHE AND PROKAT_ENV AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Generated headers are rewritten by every build folder: their content counts, not their age.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${PROKAT_ENV};CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1"
      "CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime" "${PROKAT_CCACHE}")
endif()
