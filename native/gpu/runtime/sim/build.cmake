# OBOL_KERNELS for simulated threads. Places in the source have names that C++17 can't give; the kernels' loads and
# stores are watched (watch.h), and called by their lines. The Debug build has sanitizers in all that touches the
# device's memory; where kernels can't have the address sanitizer, the watch asks it. The rest is as in Release.
file(GLOB own CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cc)
file(GLOB device CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/native/device/*.cc)
set(kernels ${OBOL_KERNELS})
list(REMOVE_ITEM kernels ${own})
set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
set(CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_RELEASE}")
set_property(SOURCE ${OBOL_KERNELS} APPEND PROPERTY COMPILE_OPTIONS -std=c++20)
set_property(SOURCE ${own} ${device} ${kernels} APPEND PROPERTY COMPILE_OPTIONS
  $<$<CONFIG:Debug>:${sanitizers} -O1 -g1 -fno-omit-frame-pointer>)
set_property(SOURCE ${kernels} APPEND PROPERTY COMPILE_OPTIONS
  -g1 -fno-sanitize=address -fsanitize=thread --param=tsan-instrument-func-entry-exit=0)
target_link_options(obol PRIVATE $<$<CONFIG:Debug>:${sanitizers}>)
target_sources(obol PRIVATE ${OBOL_KERNELS})
