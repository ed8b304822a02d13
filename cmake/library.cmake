# prokat_library(NAME DIR <dir under src> [ONLY <regex>] [EXCLUDE <regex>...]
#                DEPENDS <target>... [TEST_DEPENDS <target>...])
#
# Makes the static library prokat_<NAME> of every *.cpp below DIR with the generated sql.hpp of each
# sql/ folder and texts.hpp of each texts.yaml there, and, where *_test.cpp files exist, the test
# binary prokat_<NAME>_tests with one ctest entry. EXCLUDE takes regular expressions over paths
# relative to DIR (main.cpp; a domain/ folder that is a target of its own); ONLY keeps those sources,
# but not those tests, that match. A folder that is empty or missing gives an empty library: the chain
# of targets does not depend on how far the code has grown.
function(prokat_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIR;ONLY" "EXCLUDE;DEPENDS;TEST_DEPENDS")
  set(root "${CMAKE_SOURCE_DIR}/src/${arg_DIR}")
  file(GLOB_RECURSE files RELATIVE "${root}" CONFIGURE_DEPENDS "${root}/*.cpp")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER files EXCLUDE REGEX "${regex}")
  endforeach()
  set(tests "${files}")
  # foo_test.cpp are tests, test_world.cpp and the like is what several of them share.
  set(test_file "_test\\.cpp$|(^|/)test_[^/]*\\.cpp$")
  list(FILTER tests INCLUDE REGEX "${test_file}")
  list(FILTER files EXCLUDE REGEX "${test_file}")
  if(arg_ONLY)
    list(FILTER files INCLUDE REGEX "${arg_ONLY}")
  endif()
  list(TRANSFORM files PREPEND "${root}/")
  list(TRANSFORM tests PREPEND "${root}/")

  if(NOT files)
    set(empty "${CMAKE_BINARY_DIR}/generated/empty/${name}.cpp")
    if(NOT EXISTS "${empty}")
      file(WRITE "${empty}" "// prokat_${name} has no sources of its own.\n")
    endif()
    set(files "${empty}")
  endif()

  add_library(prokat_${name} STATIC ${files})
  target_link_libraries(prokat_${name} PUBLIC prokat_options ${arg_DEPENDS})
  prokat_generate_sql(prokat_${name} "${arg_DIR}" EXCLUDE ${arg_EXCLUDE})
  prokat_generate_texts(prokat_${name} "${arg_DIR}" EXCLUDE ${arg_EXCLUDE})

  if(PROKAT_TESTS AND tests)
    add_executable(prokat_${name}_tests ${tests})
    target_link_libraries(prokat_${name}_tests PRIVATE
      prokat_${name} ${arg_TEST_DEPENDS} GTest::gmock_main)
    add_test(NAME ${name} COMMAND prokat_${name}_tests WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_property(GLOBAL APPEND PROPERTY PROKAT_TEST_TARGETS prokat_${name}_tests)
  endif()
endfunction()

# prokat_service(NAME [DEPENDS <target>...]): src/services/NAME as prokat_<NAME>_domain (the folder
# domain/, pure rules, links what has no I/O and no JSON) and prokat_<NAME> (everything else).
function(prokat_service name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;TEST_DEPENDS")
  prokat_library(${name}_domain DIR services/${name}/domain DEPENDS prokat_base_core prokat_rental)
  prokat_library(${name} DIR services/${name} EXCLUDE "^domain/"
    DEPENDS prokat_${name}_domain prokat_layers ${arg_DEPENDS}
    TEST_DEPENDS prokat_pg_testing ${arg_TEST_DEPENDS})
endfunction()
