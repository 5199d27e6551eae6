# SPDX-License-Identifier: MIT
# Functions that make a floor from a folder, and libraries from floors.

# Let `target` include public headers, and private ones of the folders that follow. Those are
# searched for #include "..." only: a private strings.h must not hide the system's <strings.h>.
function(ouro_may_include target)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include)
    foreach(folder IN LISTS ARGN)
        target_compile_options(${target} PRIVATE "SHELL:-iquote ${folder}")
    endforeach()
endfunction()

# Make the OBJECT library `name` of all sources in `folder`; it may include from include/ and from
# the folders that follow.
function(ouro_add_floor name folder)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
    if(NOT sources)
        message(STATUS "${folder}: no sources, left out")
        return()
    endif()
    add_library(${name} OBJECT ${sources})
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE folders)
    ouro_may_include(${name} ${folders})
    target_link_libraries(${name} PRIVATE ouro_flags)
endfunction()

# Set `result` to the objects of those of the given floors that have sources.
function(ouro_objects result)
    set(objects "")
    foreach(floor IN LISTS ARGN)
        if(TARGET ${floor})
            list(APPEND objects $<TARGET_OBJECTS:${floor}>)
        endif()
    endforeach()
    set(${result} "${objects}" PARENT_SCOPE)
endfunction()

# Make the library `target` with file name lib`output`.a or .so out of the floors in the list.
function(ouro_add_library target kind output floors)
    ouro_objects(objects ${floors})
    if(NOT objects)
        message(STATUS "lib${output}: no floor has sources, left out")
        return()
    endif()
    add_library(${target} ${kind} ${objects})
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} LINKER_LANGUAGE C)
    target_include_directories(${target} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()

# Set `result` to the folders and `libraries` to the libraries that a test of `floor` may use: a
# floor of the library, a part of the front-end, or anything else for all of them.
function(ouro_test_scope floor result libraries)
    set(folders ${OURO_ALL_FOLDERS})
    set(used ouro_front ouro_static)
    list(FIND OURO_FLOORS "${floor}" index)
    list(FIND OURO_FRONT "${floor}" part)
    if(index GREATER_EQUAL 0)
        math(EXPR count "${index} + 1")
        list(SUBLIST OURO_ALL_FOLDERS 0 ${count} folders)
        set(used ouro_static)
        if(floor IN_LIST OURO_HEAP_FLOORS)
            set(used ouro_heap)
        endif()
    elseif(part GREATER_EQUAL 0)
        math(EXPR count "${part} + 1")
        list(SUBLIST OURO_FRONT 0 ${count} parts)
        list(TRANSFORM parts PREPEND python_)
        ouro_objects(used ${parts})
        # The parser needs no runtime.
        if(NOT floor STREQUAL "parse")
            list(APPEND used ouro_static)
        endif()
        list(APPEND used utf8proc m)
    endif()
    set(${result} "${folders}" PARENT_SCOPE)
    set(${libraries} "${used}" PARENT_SCOPE)
endfunction()

# Put tests/unit/pool_system.c between the heap and the system, in a test that is linked with it.
function(ouro_wrap_system target)
    set(options "")
    foreach(name IN ITEMS reserve commit release clock_coarse_ms)
        list(APPEND options -Wl,--wrap=ouro__os_${name})
    endforeach()
    target_link_options(${target} PRIVATE ${options})
endfunction()
