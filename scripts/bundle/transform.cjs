// TypeScript without its types, for jest in the bundle: checking them is the gate's business.
'use strict';

const ts = require('typescript');

const compilerOptions = { target: 'ES2022', module: 'commonjs', esModuleInterop: true, inlineSourceMap: true };

module.exports = {
  process: (text, fileName) => ({ code: ts.transpileModule(text, { fileName, compilerOptions }).outputText }),
};
