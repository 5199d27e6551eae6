# SPDX-License-Identifier: MIT
# Functions that make a floor from a folder, and libraries from floors.

# Make the OBJECT library `name` of all sources in `folder`; it may include from include/ and from
# the folders that follow.
function(ouro_add_floor name folder)
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
    if(NOT sources)
        message(STATUS "${folder}: no sources, left out")
        return()
    endif()
    add_library(${name} OBJECT ${sources})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/include)
    foreach(visible IN LISTS ARGN)
        target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/${visible})
    endforeach()
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
