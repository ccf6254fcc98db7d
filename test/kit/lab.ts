import { Client, type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../lab/available';
import { startLab, type Lab, type LabOptions } from '../lab/lab';

/**
 * A suite with a lab of its own, up before its first test and gone after its last. Where there can be none the suite
 * is skipped aloud; in CI a skip for this reason counts as a failure.
 */
export function describeWithLab(name: string, options: LabOptions, suite: (lab: () => Lab) => void): void {
  describeWhereLabsCanBe(name, () => {
    let lab: Lab | undefined;
    beforeAll(async () => {
      lab = await startLab(options);
    });
    afterAll(() => lab?.stop());
    suite(() => {
      if (!lab) throw new Error('the lab is there in tests and hooks only');
      return lab;
    });
  });
}

/** For a suite that starts its labs itself. */
export function describeWhereLabsCanBe(name: string, suite: () => void): void {
  const available = labAvailable();
  if (!available.ok) console.warn(`SKIPPED ${name}: ${available.reason}`);
  describe.skipIf(!available.ok)(name, suite);
}

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command over a connection of its own; rejects when the login fails. */
export function over(login: ConnectConfig, command: string, stdin = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on('error', reject);
    client.on('ready', () =>
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let out = '';
        let err = '';
        channel.on('data', (bytes: Buffer) => (out += bytes.toString()));
        channel.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
        channel.on('close', (code: number) => {
          client.end();
          resolve({ code, out, err });
        });
        channel.end(stdin);
      }),
    );
    client.connect({ ...login, hostVerifier: () => true });
  });
}
