# Compiles through ccache where it is installed. Several build folders of one checkout share their
# hits: sources keep their absolute path, what lies in the build folder is made relative to it, and
# the working directory is not hashed (options.cmake gives debug information a fixed directory).
find_program(PROKAT_CCACHE NAMES ccache)
find_program(PROKAT_ENV NAMES env)
if(PROKAT_CCACHE AND PROKAT_ENV AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Generated headers are rewritten by every build folder: their content counts, not their age.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${PROKAT_ENV};CCACHE_BASEDIR=${CMAKE_BINARY_DIR};CCACHE_NOHASHDIR=1"
      "CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime" "${PROKAT_CCACHE}")
endif()
