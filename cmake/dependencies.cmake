# SPDX-License-Identifier: MIT
# What the build needs from the system; each with the Debian package that has it.

function(ouro_need header library package)
    find_path(OURO_${library}_HEADER ${header})
    find_library(OURO_${library}_LIBRARY ${library})
    if(NOT OURO_${library}_HEADER OR NOT OURO_${library}_LIBRARY)
        message(FATAL_ERROR "Needs ${header} and lib${library} (Debian: ${package}). "
            "`./dev build` installs what is missing.")
    endif()
endfunction()

ouro_need(gmp.h gmp libgmp-dev)
ouro_need(utf8proc.h utf8proc libutf8proc-dev)

if(OURO_TESTS)
    ouro_need(cmocka.h cmocka libcmocka-dev)
    # Debian's own interpreter first: the oracle is the same on every machine.
    find_program(OURO_PYTHON python3.11 PATHS /usr/bin NO_DEFAULT_PATH)
    find_program(OURO_PYTHON python3.11)
    if(NOT OURO_PYTHON)
        message(FATAL_ERROR "The tests compare with python3.11, which is not here "
            "(Debian 12: apt-get install python3.11).")
    endif()
endif()
