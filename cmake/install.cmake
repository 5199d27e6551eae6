# SPDX-License-Identifier: MIT
# `cmake --install`: headers, libraries, pkg-config files, a CMake package, the command.
include(CMakePackageConfigHelpers)

install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
# The names that a client's CMakeLists.txt sees.
set_target_properties(ouro_heap PROPERTIES EXPORT_NAME heap)
set_target_properties(ouro_static PROPERTIES EXPORT_NAME ouro_static)
set_target_properties(ouro_shared PROPERTIES EXPORT_NAME ouro)
install(TARGETS ouro_heap ouro_static ouro_shared EXPORT ouroTargets)
install(TARGETS ouro_command ouro_cpython)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ouro)
install(EXPORT ouroTargets NAMESPACE ouro:: DESTINATION ${package_dir})
configure_package_config_file(cmake/ouroConfig.cmake.in ouroConfig.cmake
    INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(ouroConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ouroConfig.cmake ${PROJECT_BINARY_DIR}/ouroConfigVersion.cmake
    DESTINATION ${package_dir})

# The prefix is told from where the file lies, so that an installation can be moved.
file(RELATIVE_PATH OURO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(name IN ITEMS ouro ouro-heap)
    configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
