# Refuses compilers that miscompile this code. g++ 12.2 fails 15 of 32 ordinary coroutine patterns
# (11 of them a double or invalid free at run time: brace-initialised temporaries inside a co_await
# expression are destroyed twice); clang passes all of them and is clean under ASan and UBSan.
# clang before 19 does not report the concepts level that libstdc++ 12 wants for <expected>.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR
    "Prokat needs clang 19 or newer; found ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} "
    "(${CMAKE_CXX_COMPILER}).\n"
    "g++ 12 frees coroutine temporaries twice, so its program crashes at run time. "
    "Install it with scripts/install build, then remove the build folder or configure with "
    "-DCMAKE_CXX_COMPILER=clang++-19.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
