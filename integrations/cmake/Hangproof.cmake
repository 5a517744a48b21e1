# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For a CMake project that wants to be analysed:
#
#   include(path/to/Hangproof.cmake)
#   hangproof_add_target()
#
# gives `cmake --build BUILD_DIR --target hangproof`, which analyses the whole
# program, shows the findings, and fails if there are any.
#
#   hangproof_add_target(NAME hangproof-sarif SARIF report.sarif
#                        CHECKS "hangproof-*" DIRECTORIES src lib)
#
# NAME         name of the target; default hangproof
# SARIF        write a SARIF report there, relative to the build folder, instead
#              of text
# CHECKS       check globs, as of --checks
# DIRECTORIES  folders or files to look at, relative to the source folder;
#              default: all of the compile database
#
# HANGPROOF_EXECUTABLE is the program; it is searched for if it is not set.
find_program(HANGPROOF_EXECUTABLE hangproof)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

function(hangproof_add_target)
  cmake_parse_arguments(ARG "" "NAME;SARIF" "CHECKS;DIRECTORIES" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
            "hangproof_add_target: what is ${ARG_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT HANGPROOF_EXECUTABLE)
    message(WARNING "hangproof is not installed: no target for it. "
                    "Set HANGPROOF_EXECUTABLE to the program.")
    return()
  endif()
  if(NOT ARG_NAME)
    set(ARG_NAME hangproof)
  endif()
  set(COMMAND ${HANGPROOF_EXECUTABLE} -p ${CMAKE_BINARY_DIR})
  if(ARG_CHECKS)
    list(JOIN ARG_CHECKS "," CHECKS)
    list(APPEND COMMAND "--checks=${CHECKS}")
  endif()
  if(ARG_SARIF)
    get_filename_component(SARIF "${ARG_SARIF}" ABSOLUTE
                           BASE_DIR "${CMAKE_BINARY_DIR}")
    list(APPEND COMMAND --format=sarif --output=${SARIF})
  endif()
  list(APPEND COMMAND ${ARG_DIRECTORIES})
  add_custom_target(${ARG_NAME}
    COMMAND ${COMMAND}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    COMMENT "hangproof: code that hangs, leaks threads or stalls"
    USES_TERMINAL VERBATIM)
endfunction()
