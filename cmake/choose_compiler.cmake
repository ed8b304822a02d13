# Takes clang++-19 when the caller named no compiler (CXX or -DCMAKE_CXX_COMPILER), so that a plain
# `cmake --preset dev` never ends with Debian's default g++ 12. Included before project().
if(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  find_program(PROKAT_CLANG NAMES clang++-19 clang++)
  if(PROKAT_CLANG)
    set(CMAKE_CXX_COMPILER "${PROKAT_CLANG}" CACHE FILEPATH "C++ compiler")
  endif()
endif()
