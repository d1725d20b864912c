// A line chart with two logarithmic axes as an SVG text: what the figures of the benchmarks need, and no more.

export interface Series {
  readonly name: string;
  readonly color: string;
  readonly dashed?: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Chart {
  readonly title: string;
  readonly subtitle?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Where the x axis has ticks, and what stands there. */
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [880, 560];
const FRAME = { left: 84, right: 24, top: 72, bottom: 64 };

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escape(content)}</text>`;
}

/** A power of ten as people write it: 0.001, 1, 100. */
function power(exponent: number): string {
  return exponent < 0 ? (10 ** exponent).toFixed(-exponent) : String(10 ** exponent);
}

/** Draws the chart; every x and y must be positive. */
export function logLogChart(chart: Chart): string {
  const xs = chart.series.flatMap((series) => series.points.map((point) => point.x));
  const ys = chart.series.flatMap((series) => series.points.map((point) => point.y));
  if (xs.length === 0) throw new RangeError('logLogChart: expected points, got none');
  const [xLow, xHigh] = [Math.log10(Math.min(...xs)) - 0.06, Math.log10(Math.max(...xs)) + 0.06];
  const [yLow, yHigh] = [Math.floor(Math.log10(Math.min(...ys))), Math.ceil(Math.log10(Math.max(...ys)) + 1e-9)];
  const across = (x: number) =>
    FRAME.left + ((Math.log10(x) - xLow) / (xHigh - xLow)) * (WIDTH - FRAME.left - FRAME.right);
  const down = (y: number) =>
    HEIGHT - FRAME.bottom - ((Math.log10(y) - yLow) / (yHigh - yLow)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const [floor, ceiling, left, right] = [HEIGHT - FRAME.bottom, FRAME.top, FRAME.left, WIDTH - FRAME.right];

  const parts: string[] = [];
  for (let exponent = yLow; exponent <= yHigh; exponent++) {
    const y = down(10 ** exponent);
    parts.push(`<path d="M${left} ${y.toFixed(1)}H${right}" stroke="#d9d9d9"/>`);
    parts.push(text(left - 8, y + 4, power(exponent), 'text-anchor="end"'));
    for (let digit = 2; digit < 10 && exponent < yHigh; digit++) {
      parts.push(`<path d="M${left} ${down(digit * 10 ** exponent).toFixed(1)}h5" stroke="#888"/>`);
    }
  }
  for (const tick of chart.xTicks) {
    const x = across(tick.x);
    parts.push(`<path d="M${x.toFixed(1)} ${ceiling}V${floor}" stroke="#ececec"/>`);
    parts.push(text(x, floor + 20, tick.label, 'text-anchor="middle"'));
  }
  parts.push(`<path d="M${left} ${ceiling}V${floor}H${right}" fill="none" stroke="#444"/>`);
  chart.series.forEach((series, at) => {
    const line = series.points.map((point) => `${across(point.x).toFixed(1)} ${down(point.y).toFixed(1)}`).join('L');
    const dash = series.dashed === true ? ' stroke-dasharray="6 5"' : '';
    parts.push(`<path d="M${line}" fill="none" stroke="${series.color}" stroke-width="2.2"${dash}/>`);
    for (const point of series.points) {
      const place = `cx="${across(point.x).toFixed(1)}" cy="${down(point.y).toFixed(1)}"`;
      parts.push(`<circle ${place} r="3.6" fill="${series.color}"><title>${point.y.toPrecision(3)} s</title></circle>`);
    }
    const y = ceiling + 18 + 20 * at;
    parts.push(`<path d="M${left + 16} ${y - 4}h26" stroke="${series.color}" stroke-width="2.2"${dash}/>`);
    parts.push(text(left + 50, y, series.name));
  });
  parts.push(text(WIDTH / 2, 28, chart.title, 'text-anchor="middle" font-size="18" font-weight="600"'));
  if (chart.subtitle !== undefined) parts.push(text(WIDTH / 2, 50, chart.subtitle, 'text-anchor="middle" fill="#555"'));
  parts.push(text(WIDTH / 2, HEIGHT - 16, chart.xLabel, 'text-anchor="middle"'));
  const middle = (floor + ceiling) / 2;
  parts.push(text(20, middle, chart.yLabel, `text-anchor="middle" transform="rotate(-90 20 ${middle})"`));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`,
    ' font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}
