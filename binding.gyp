# The cpu addon, for any g++ or clang++: core, ops, device, algorithms, napi and the cpu backend in one file,
# build/Release/obol.node. The GPU backends are built from the same sources by CMakeLists.txt.
{
  'targets': [
    {
      'target_name': 'obol',
      'sources': [
        '<!@(node scripts/sources.mjs native/core native/ops native/device native/algorithms native/cpu native/napi)',
      ],
      'include_dirs': ['native'],
      'defines': [
        'OBOL_BACKEND_KIND="cpu"',
        'NAPI_VERSION=8',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'cflags!': ['-Wno-unused-parameter'],
      'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
      'cflags_cc': [
        '-std=c++17',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-ffp-contract=off',
        '-fno-math-errno',
        '-fno-trapping-math',
        '-fvisibility=hidden',
        '-pthread',
        '<!@(node scripts/includes.mjs)',
      ],
      'ldflags': ['-pthread'],
      'configurations': {
        'Release': {
          'defines': ['NDEBUG'],
          'cflags!': ['-fno-omit-frame-pointer'],
          'cflags': ['-O3'],
        },
        'Debug': {
          'cflags!': ['-O0'],
          'cflags': ['-O1', '-g', '-fsanitize=address,undefined', '-fno-omit-frame-pointer'],
          'ldflags': ['-fsanitize=address,undefined'],
        },
      },
      'conditions': [
        [
          'OS=="mac"',
          {
            'xcode_settings': {
              'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
              'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
              'GCC_ENABLE_CPP_RTTI': 'YES',
              'OTHER_CPLUSPLUSFLAGS': ['-ffp-contract=off', '-fno-math-errno', '<!@(node scripts/includes.mjs)'],
            },
          },
        ],
      ],
    },
  ],
}
