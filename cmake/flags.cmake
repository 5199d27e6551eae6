# SPDX-License-Identifier: MIT
# Compiler flags, in one interface target that every floor, test and fuzz target uses.
include(CheckCCompilerFlag)

add_library(ouro_flags INTERFACE)
target_compile_definitions(ouro_flags INTERFACE _GNU_SOURCE)
target_compile_options(ouro_flags INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wundef -Wmissing-prototypes -Wstrict-prototypes -Wvla)
if(OURO_WERROR)
    target_compile_options(ouro_flags INTERFACE -Werror)
endif()

# The library's own calls are not meant to be replaced from outside: lets the compiler inline
# public functions too. The frame pointer makes profiles and reports readable for about nothing.
check_c_compiler_flag(-fno-semantic-interposition OURO_HAS_NO_INTERPOSITION)
if(OURO_HAS_NO_INTERPOSITION)
    target_compile_options(ouro_flags INTERFACE -fno-semantic-interposition)
endif()
target_compile_options(ouro_flags INTERFACE -fno-omit-frame-pointer)

# A finding ends the program: a report that only scrolls by is not a failed test.
if(OURO_SANITIZE STREQUAL "address")
    # Free blocks of pools and free lists become visible to it: see include/ouro/heap.h.
    target_compile_definitions(ouro_flags INTERFACE OURO_POISON)
    set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(OURO_SANITIZE STREQUAL "thread")
    set(sanitize -fsanitize=thread)
elseif(NOT OURO_SANITIZE STREQUAL "")
    message(FATAL_ERROR "OURO_SANITIZE is '${OURO_SANITIZE}'; it may be empty, address or thread.")
endif()
if(sanitize)
    add_compile_options(${sanitize})
    add_link_options(${sanitize})
endif()

if(OURO_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()
