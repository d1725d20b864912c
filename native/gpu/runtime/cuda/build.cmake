# OBOL_KERNELS by nvcc, the runtime linked statically: the addon loads without a driver. OBOL_ARCHITECTURES is a list of
# CMake's: "75-real;120" is code for 7.5, and for 12.0 with the portable form, from which a driver makes code for newer
# devices. By default the oldest that this nvcc knows, in both forms.
set(OBOL_ARCHITECTURES 75 CACHE STRING "CUDA architectures of the kernels")
set(CMAKE_CUDA_ARCHITECTURES ${OBOL_ARCHITECTURES})
set(CMAKE_CUDA_COMPILER_LAUNCHER ${OBOL_LAUNCHER})
enable_language(CUDA)

# The compiler's front end takes a constexpr function for one of the host without the first flag, and an assignment
# `status = call()` for an ignored answer without the second.
set(cuda_flags --expt-relaxed-constexpr -diag-suppress=2810 --Werror=all-warnings -fmad=false -DOBOL_DEVICE_COMPILER)
if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 12.8)
  list(APPEND cuda_flags --compress-mode=size)
endif()
foreach(flag IN LISTS OBOL_FLOATS ITEMS -Wall -Wextra)
  list(APPEND cuda_flags -Xcompiler=${flag})
endforeach()
set_source_files_properties(${OBOL_KERNELS} PROPERTIES LANGUAGE CUDA)
target_sources(obol PRIVATE ${OBOL_KERNELS})
target_compile_options(obol PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:${cuda_flags}>)
list(JOIN OBOL_ARCHITECTURES "," architectures)
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/device.cc PROPERTIES
  COMPILE_DEFINITIONS "OBOL_ARCHITECTURES=\"${architectures}\"")
target_link_options(obol PRIVATE -Wl,--exclude-libs,ALL)
set_target_properties(obol PROPERTIES
  CUDA_ARCHITECTURES "${OBOL_ARCHITECTURES}" CUDA_RUNTIME_LIBRARY Static CUDA_VISIBILITY_PRESET hidden
  CUDA_STANDARD 17 CUDA_STANDARD_REQUIRED ON CUDA_EXTENSIONS OFF)
