/** A bar on the terminal while something runs, and seconds by stage. */

/** Seconds since a time of `performance.now()`. */
export function since(start: number): number {
  return (performance.now() - start) / 1000;
}

/** One line that is drawn over and over; nothing where output is no terminal. */
export class Bar {
  private readonly live = process.stderr.isTTY;

  show(title: string, fraction: number, note = ''): void {
    if (!this.live) return;
    const width = 30;
    const full = Math.round(width * Math.min(1, Math.max(0, fraction)));
    process.stderr.write(`\r\u001b[2K${title} [${'█'.repeat(full)}${' '.repeat(width - full)}] ${note}`);
  }
  clear(): void {
    if (this.live) process.stderr.write('\r\u001b[2K');
  }
}

/** Columns of text, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((c, i) => (i < 2 ? c.padEnd(widths[i]!) : c.padStart(widths[i]!))).join('  ');
  return [line(head), ...rows.map(line)].join('\n');
}
