# OBOL_KERNELS for simulated threads. Places in the source have names that C++17 can't give; the kernels' loads and
# stores are watched (watch.h), and called by their lines.
file(GLOB own CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cc)
set(kernels ${OBOL_KERNELS})
set_property(SOURCE ${OBOL_KERNELS} APPEND PROPERTY COMPILE_OPTIONS -std=c++20)
list(REMOVE_ITEM kernels ${own})
set_property(SOURCE ${kernels} APPEND PROPERTY COMPILE_OPTIONS
  -g1 -fsanitize=thread --param=tsan-instrument-func-entry-exit=0)
target_sources(obol PRIVATE ${OBOL_KERNELS})
