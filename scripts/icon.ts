// Draws images/icon.png from images/auditd.svg, for the marketplace and the extensions list. usage: tsx scripts/icon.ts
import { readFileSync } from 'node:fs';
import { launchPagesBrowser } from '../test/kit/vscode/browser';
import { inProject } from './projectRoot';

async function main(): Promise<void> {
  const mark = readFileSync(inProject('images/auditd.svg'), 'utf8');
  const { newPage, close } = await launchPagesBrowser();
  const page = await newPage();
  await page.setViewportSize({ width: 256, height: 256 });
  await page.setContent(`<style>
    body { margin: 0; width: 256px; height: 256px; display: grid; place-items: center; border-radius: 48px;
      color: #f2f6fa; background: linear-gradient(160deg, #2b6a9e, #143a5c); }
    svg { width: 190px; height: 190px; }
  </style>${mark}`);
  await page.screenshot({ path: inProject('images/icon.png'), omitBackground: true });
  await close();
}

void main();
