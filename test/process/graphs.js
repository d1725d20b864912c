// For the processes that the tests start: a grid graph of n × n nodes with wavy weights, as components of a CSR array.
'use strict';

module.exports = function grid(n) {
  const data = [];
  const row = [];
  const col = [];
  const join = (a, b, w) => {
    data.push(w, w);
    row.push(a, b);
    col.push(b, a);
  };
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const node = i * n + j;
      const weight = 1e-3 + Math.abs(Math.sin(i * 0.31) * Math.cos(j * 0.17));
      if (j + 1 < n) join(node, node + 1, weight);
      if (i + 1 < n) join(node, node + n, weight);
    }
  return [Float64Array.from(data), [Int32Array.from(row), Int32Array.from(col)]];
};
