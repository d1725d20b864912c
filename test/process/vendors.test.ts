/**
 * The vendors' addons on whatever machine this is: they load, and say which devices there are or why there is none.
 * OBOL_REQUIRE (cuda-build, hip-build) says which must be built; one that isn't built must say how to get it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { DeviceReport } from '../../lib/native/registry';

const root = path.join(__dirname, '..', '..');
const required = (process.env.OBOL_REQUIRE ?? '').split(',');
const built = (kind: string): boolean => existsSync(path.join(root, `backends/${kind}/build/Release/obol.node`));

function node(args: string[], env: Record<string, string> = {}): { code: number | null; out: string; err: string } {
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, OBOL_DEVICE: '', ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { code: status, out: stdout, err: stderr };
}

function report(kind: string, env: Record<string, string> = {}): DeviceReport {
  const { out } = node([path.join(root, 'dist/cli/main.js'), 'devices', '--json'], env);
  return (JSON.parse(out) as DeviceReport[]).find((entry) => entry.kind === kind)!;
}

describe.each(['cuda', 'hip'])('the addon of %s', (kind) => {
  test('has devices with names, or a reason in one line why it has none', () => {
    const { usable, devices, reason } = report(kind);
    expect(usable).toBe(devices.length > 0);
    for (const [i, device] of devices.entries()) {
      expect(device.name).toBe(`${kind}:${i}`);
      expect(device.description).toMatch(/\d MiB/);
    }
    if (usable) return;
    if (built(kind)) expect(reason).toMatch(/driver|device|runtime|architectures/);
    else expect(reason).toContain(`npm run build -- --backend ${kind}`);
    expect(reason).not.toContain('\n');
  });

  test('is built where it is required', () => {
    expect({ kind, built: built(kind) || !required.includes(`${kind}-build`) }).toEqual({ kind, built: true });
  });

  test('refuses a device that is not there in one line of the demo', () => {
    const { code, out, err } = node([path.join(root, 'dist/cli/demo.js'), '--device', `${kind}:99`]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^demo: --device: expected a usable device, got "${kind}:99": [^\\n]+\\n$`));
  });

  test('is one line of `obol devices`', () => {
    const { code, out } = node([path.join(root, 'dist/cli/main.js'), 'devices']);
    expect(code).toBe(0);
    expect(out).toMatch(/^cpu: /m);
    expect(out.split('\n').filter((line) => line.startsWith(kind)).length).toBeGreaterThan(0);
  });
});

test('the cuda addon tells a driver that is older than its runtime from none', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'obol-driver-'));
  try {
    // A driver of CUDA 9.1, as far as anybody can ask it.
    const source = 'int cuDriverGetVersion(int *version) { *version = 9010; return 0; }\n';
    const library = path.join(folder, 'libcuda.so.1');
    const compiler = ['gcc', '-shared', '-fPIC', '-o', library, '-x', 'c', '-'];
    const compiled = spawnSync(compiler[0]!, compiler.slice(1), { input: source });
    expect(compiled.status).toBe(0);
    const { usable, reason } = report('cuda', { LD_LIBRARY_PATH: folder });
    expect(usable).toBe(false);
    expect(reason).toMatch(
      built('cuda') ? /older than the runtime: it knows CUDA 9\.1, .* needs CUDA \d/ : /--backend cuda/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the hip addon says which library it looked for', () => {
  const { usable, reason } = report('hip', { OBOL_ROCM_LIBRARY: '/nowhere/libamdhip64.so' });
  expect(usable).toBe(false);
  expect(reason).toMatch(built('hip') ? /runtime was not found: .*\/nowhere\/libamdhip64\.so/ : /--backend hip/);
});
