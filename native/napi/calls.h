// The lists of exported functions, one a room of this folder; napi/module.cc hangs them on the addon's exports.
#pragma once

#include <node_api.h>

namespace obol {

struct Export {
  const char* name;
  napi_callback function;
};

extern const Export kDenseCalls[];  // calls.cc
extern const int kDenseCallCount;
extern const Export kLinalgCalls[];  // linalg_calls.cc
extern const int kLinalgCallCount;
extern const Export kGraphCalls[];  // graph_calls.cc
extern const int kGraphCallCount;
extern const Export kSparseCalls[];  // sparse_calls.cc
extern const int kSparseCallCount;
extern const Export kClusterCalls[];  // cluster_calls.cc
extern const int kClusterCallCount;
extern const Export kStorageCalls[];  // storage_calls.cc
extern const int kStorageCallCount;
extern const Export kDlpackCalls[];  // dlpack_calls.cc
extern const int kDlpackCallCount;
extern const Export kTaskCalls[];  // tasks.cc
extern const int kTaskCallCount;

}  // namespace obol
