# What `cmake --install` puts where: enough for find_package(biasbound), the command-line tool, the
# Python shim, the licence. Included by lib/CMakeLists.txt.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/biasbound")

install(TARGETS biasbound EXPORT biasboundTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY include/biasbound
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(EXPORT biasboundTargets NAMESPACE biasbound:: DESTINATION "${package_dir}")

configure_package_config_file(cmake/biasboundConfig.cmake.in
  "${CMAKE_CURRENT_BINARY_DIR}/biasboundConfig.cmake" INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/biasboundConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/biasboundConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/biasboundConfigVersion.cmake"
  cmake/FindGMP.cmake cmake/FindMPFI.cmake cmake/FindMPFR.cmake
  DESTINATION "${package_dir}")

if(TARGET biasbound-cli)
  install(TARGETS biasbound-cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(DIRECTORY python/ DESTINATION "${CMAKE_INSTALL_DATADIR}/biasbound/python"
  FILES_MATCHING PATTERN "*.py")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")
