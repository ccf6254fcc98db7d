import { cpSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import type { Lab, LabOptions } from '../../lab/lab';
import { describeWithLab } from '../lab';
import { inRepository } from '../repository';
import { scratch } from '../scratch';
import { Workbench } from './workbench';

export interface WindowParts {
  readonly lab: () => Lab;
  /** In tests and hooks only. */
  readonly workbench: () => Workbench;
  /** The window's folder: a copy of the sample workspace. */
  readonly folder: string;
}

/** A suite with a lab and a window of VS Code on the sample workspace, whose hosts are the lab's, `central` with its role. */
export function describeInWindow(name: string, options: LabOptions, suite: (parts: WindowParts) => void): void {
  describeWithLab(name, options, (lab) => {
    const folder = scratch('aw-window-');
    let workbench: Workbench | undefined;
    beforeAll(async () => {
      cpSync(inRepository('examples'), folder.path, { recursive: true });
      workbench = await Workbench.open({
        folder: folder.path,
        settings: {
          'auditd.ssh.configFile': lab().sshConfig,
          'auditd.hosts': [{ name: 'central', role: 'central' }],
        },
      });
    });
    afterAll(async () => {
      await workbench?.close();
      folder.remove();
    });
    suite({
      lab,
      folder: folder.path,
      workbench: () => {
        if (workbench === undefined) throw new Error('the window is there in tests and hooks only');
        return workbench;
      },
    });
  });
}
