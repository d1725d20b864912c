// How much memory the machine, or the container around the process, has.
#pragma once

#include <cstddef>
#include <string>

namespace obol {

// Bytes: the least of the physical memory and the limits of the cgroup (version 2, or 1); 0 where nothing says. Files
// are looked for below `root`.
size_t host_memory(const std::string& root = "");

// The limit of the cpu device: OBOL_MEMORY_LIMIT (0: none), else nine tenths of host_memory().
size_t host_memory_limit();

}  // namespace obol
