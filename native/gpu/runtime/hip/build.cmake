# OBOL_KERNELS by hipcc, one custom command a file: CMake's own HIP language doesn't find the ROCm of a distribution. The
# addon is not linked with ROCm's runtime (library.cc opens it), and exports nothing but its door.
set(OBOL_ARCHITECTURES "gfx906;gfx90a;gfx1030" CACHE STRING "AMD architectures of the kernels")
find_program(OBOL_HIPCC hipcc HINTS /opt/rocm/bin REQUIRED)

set(hip_flags -x hip -std=c++17 -O3 -DNDEBUG -fPIC -fvisibility=hidden ${OBOL_FLOATS} ${OBOL_WARNINGS}
  -DOBOL_BACKEND_KIND="hip"
  -DOBOL_DEVICE_COMPILER)
list(JOIN OBOL_ARCHITECTURES "," architectures)
list(APPEND hip_flags -DOBOL_ARCHITECTURES="${architectures}")
# Logic of bools by & and | is meant where a formula has it: it doesn't branch.
list(APPEND hip_flags -Wno-bitwise-instead-of-logical -Wno-bitwise-conditional-parentheses)
foreach(folder IN LISTS OBOL_KERNEL_INCLUDES)
  list(APPEND hip_flags -I${folder})
endforeach()
foreach(architecture IN LISTS OBOL_ARCHITECTURES)
  list(APPEND hip_flags --offload-arch=${architecture})
endforeach()

foreach(source IN LISTS OBOL_KERNELS)
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${source})
  set(object ${CMAKE_BINARY_DIR}/kernels/${name}.o)
  get_filename_component(folder ${object} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_COMMAND} -E env HIP_PLATFORM=amd
      ${OBOL_LAUNCHER} ${OBOL_HIPCC} ${hip_flags} -MD -MF ${object}.d -MT ${object} -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d
    COMMENT "Building HIP object ${name}" VERBATIM)
  target_sources(obol PRIVATE ${object})
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
endforeach()
target_link_libraries(obol PRIVATE ${CMAKE_DL_LIBS})
target_link_options(obol PRIVATE -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/exports.map)
set_target_properties(obol PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/exports.map)
