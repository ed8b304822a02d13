# Headers made at build time by scripts/generate. They land below <build>/generated, which is on the
# include path like src/: services/booking/sql/*.sql becomes "services/booking/sql.hpp".
find_program(PROKAT_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(PROKAT_PYTHON NAMES python3 REQUIRED)
set(PROKAT_GENERATE "${CMAKE_SOURCE_DIR}/scripts/generate")
set(PROKAT_GENERATED "${CMAKE_BINARY_DIR}/generated")

# Runs `scripts/generate ARGS... --output <generated>/HEADER` whenever one of FILES changes, before
# anything of TARGET or of its dependents is compiled; also when one of ALSO_FROM changes.
function(prokat_generated_header target header)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ARGS;FILES;ALSO_FROM")
  set(output "${PROKAT_GENERATED}/${header}")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${PROKAT_PYTHON}" "${PROKAT_GENERATE}" ${arg_ARGS} --output "${output}" ${arg_FILES}
    DEPENDS "${PROKAT_GENERATE}" ${arg_FILES} ${arg_ALSO_FROM}
    COMMENT "Generating ${header}"
    VERBATIM)
  string(MAKE_C_IDENTIFIER "generate_${header}" rule)
  add_custom_target(${rule} DEPENDS "${output}")
  add_dependencies(${target} ${rule})
endfunction()

# One sql.hpp for each folder sql/ below src/DIR, except where the path matches EXCLUDE.
function(prokat_generate_sql target dir)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "EXCLUDE")
  set(root "${CMAKE_SOURCE_DIR}/src/${dir}")
  file(GLOB_RECURSE statements RELATIVE "${root}" CONFIGURE_DEPENDS "${root}/*.sql")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER statements EXCLUDE REGEX "${regex}")
  endforeach()
  set(folders "")
  foreach(statement IN LISTS statements)
    cmake_path(GET statement PARENT_PATH folder)
    list(APPEND folders "${folder}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    set(files "${statements}")
    list(FILTER files INCLUDE REGEX "^${folder}/[^/]+\\.sql$")
    list(TRANSFORM files PREPEND "${root}/")
    # What statements include; see scripts/generate.
    file(GLOB parts CONFIGURE_DEPENDS "${root}/${folder}/*.part")
    cmake_path(SET owner NORMALIZE "${dir}/${folder}/..")
    cmake_path(SET header NORMALIZE "${owner}/sql.hpp")
    prokat_generated_header(${target} "${header}"
      ARGS sql --source-root "${CMAKE_SOURCE_DIR}/src" FILES ${files} ALSO_FROM ${parts})
  endforeach()
endfunction()

# One texts.hpp for each texts.yaml below src/DIR, beside where the YAML lies.
function(prokat_generate_texts target dir)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "EXCLUDE")
  set(root "${CMAKE_SOURCE_DIR}/src/${dir}")
  file(GLOB_RECURSE tables RELATIVE "${root}" CONFIGURE_DEPENDS "${root}/texts.yaml")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER tables EXCLUDE REGEX "${regex}")
  endforeach()
  foreach(table IN LISTS tables)
    cmake_path(SET header NORMALIZE "${dir}/${table}/../texts.hpp")
    prokat_generated_header(${target} "${header}"
      ARGS texts --source-root "${CMAKE_SOURCE_DIR}/src" FILES "${root}/${table}")
  endforeach()
endfunction()

# prokat_embed(target HEADER <h> NAMESPACE <ns> SYMBOL <name> [AS_JSON] FILES <file>...)
# One file becomes a std::string_view; several become a sorted std::array of pairs (file name
# without extension, text). AS_JSON converts YAML to compact JSON, which the program can read.
function(prokat_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "AS_JSON;LIST" "HEADER;NAMESPACE;SYMBOL" "FILES")
  set(flags "")
  if(arg_AS_JSON)
    list(APPEND flags --as-json)
  endif()
  if(arg_LIST)
    list(APPEND flags --list)
  endif()
  prokat_generated_header(${target} "${arg_HEADER}"
    ARGS embed --namespace "${arg_NAMESPACE}" --symbol "${arg_SYMBOL}" ${flags}
    FILES ${arg_FILES})
endfunction()
