/**
 * Numbers of a text in ASCII, one after the other, without making strings of them: what reads large files fast. Decimals
 * are exact: up to 15 digits and powers up to 10^22 take one rounding (Clinger 1990, "How to read floating point numbers
 * accurately", the fast path), others go through JavaScript's own conversion.
 */

const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);
const NEWLINE = 10;
const SPACE = 32;

/** A place in bytes; what is read moves it on. */
export class Cursor {
  at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly end: number = bytes.length,
  ) {}

  /** To the next character that is no blank: false at the end of the line. */
  private skip(): boolean {
    const { bytes, end } = this;
    while (this.at < end) {
      const c = bytes[this.at]!;
      if (c === NEWLINE) return false;
      if (c > SPACE) return true;
      this.at++;
    }
    return false;
  }

  /** The word at this place. */
  private word(): string {
    const start = this.at;
    while (this.at < this.end && this.bytes[this.at]! > SPACE) this.at++;
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, this.at - start).toString('latin1');
  }

  /** The line around this place, as far as a message needs it. */
  text(): string {
    const { bytes, at } = this;
    const start = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
    const newline = bytes.indexOf(NEWLINE, start);
    const end = Math.min(newline < 0 ? this.end : newline, start + 100);
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1').trim(); // prettier-ignore
  }

  /** Past the line's end: true where nothing but blanks was left of it. */
  endLine(): boolean {
    if (this.skip()) return false;
    this.at++;
    return true;
  }

  /** Whether a line is empty or a comment; then it is passed over. */
  skipLine(): boolean {
    const start = this.at;
    if (this.skip() && this.bytes[this.at] !== 0x25) {
      this.at = start;
      return false;
    }
    while (this.at < this.end && this.bytes[this.at] !== NEWLINE) this.at++;
    this.at++;
    return true;
  }

  /** A whole number without a sign; NaN where there is none, or one beyond 2^53. */
  whole(): number {
    if (!this.skip()) return NaN;
    const { bytes, end } = this;
    const start = this.at;
    let value = 0;
    for (; this.at < end; this.at++) {
      const digit = bytes[this.at]! - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const whole = this.at > start && (this.at === end || bytes[this.at]! <= SPACE);
    return whole && Number.isSafeInteger(value) ? value : NaN;
  }

  /** A whole number of any size; undefined where there is none. */
  big(): bigint | undefined {
    if (!this.skip()) return undefined;
    const word = this.word();
    return /^[+-]?\d+$/.test(word) ? BigInt(word.replace(/^\+/, '')) : undefined;
  }

  /** A decimal, or inf or nan; undefined where there is none. */
  decimal(): number | undefined {
    if (!this.skip()) return undefined;
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    const sign = bytes[at];
    if (sign === 45 || sign === 43) at++;
    let digits = 0;
    let value = 0;
    let scale = 0;
    let point = false;
    for (; at < end; at++) {
      const c = bytes[at]!;
      if (c >= 48 && c <= 57) {
        value = value * 10 + (c - 48);
        if (value > 0) digits++;
        if (point) scale--;
      } else if (c === 46 && !point) point = true;
      else break;
    }
    const read = at - start - (point ? 1 : 0) - (sign === 45 || sign === 43 ? 1 : 0);
    if (at < end && (bytes[at]! | 32) === 101 && read > 0) {
      let e = at + 1;
      const negative = bytes[e] === 45;
      if (negative || bytes[e] === 43) e++;
      let power = 0;
      const first = e;
      for (; e < end && bytes[e]! >= 48 && bytes[e]! <= 57 && e - first < 5; e++) power = power * 10 + (bytes[e]! - 48);
      if (e > first) {
        scale += negative ? -power : power;
        at = e;
      }
    }
    if (read > 0 && digits <= 15 && Math.abs(scale) <= 22 && (at === end || bytes[at]! <= SPACE)) {
      this.at = at;
      const exact = scale < 0 ? value / powers[-scale]! : value * powers[scale]!;
      return sign === 45 ? -exact : exact;
    }
    return decimalOf(this.word());
  }
}

function decimalOf(word: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(word);
  if (!special) return undefined;
  const value = special[2]!.toLowerCase() === 'nan' ? NaN : Infinity;
  return special[1] === '-' ? -value : value;
}
