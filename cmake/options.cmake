# Flags of all our code, carried by the interface target prokat_options.
include(CheckLinkerFlag)

add_library(prokat_options INTERFACE)
target_include_directories(prokat_options INTERFACE
  "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
target_compile_features(prokat_options INTERFACE cxx_std_23)

# How ccache writes the source root (ccache.cmake), with the slash at its end.
file(RELATIVE_PATH source_root "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")

target_compile_options(prokat_options INTERFACE
  -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough -Wextra-semi -Wrange-loop-analysis -Wunused -Werror
  # Members left out of a designated initialiser have their default on purpose.
  -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
  # Paths in logs, assertions and debug information start at the source root on every machine.
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" "-ffile-prefix-map=${source_root}=" -fdebug-compilation-dir=.
  -fcolor-diagnostics)

target_compile_definitions(prokat_options INTERFACE
  PROKAT_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_NO_DEPRECATED
  # Asio and Beast are compiled once (runtime/asio_impl.cpp, http/beast_impl.cpp), not in each file.
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION
  # Bounds and null checks of the standard library stay on in the release too: cheap, and an abort is
  # better than a wrong booking.
  _GLIBCXX_ASSERTIONS)

if(PROKAT_SANITIZE)
  target_compile_options(prokat_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(prokat_options INTERFACE -fsanitize=address,undefined)
endif()

foreach(linker lld mold)
  check_linker_flag(CXX "-fuse-ld=${linker}" PROKAT_HAS_LINKER_${linker})
  if(PROKAT_HAS_LINKER_${linker})
    target_link_options(prokat_options INTERFACE "-fuse-ld=${linker}")
    break()
  endif()
endforeach()
