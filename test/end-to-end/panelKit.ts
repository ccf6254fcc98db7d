/// <reference lib="dom" />
// Functions given to `evaluate` run in the page.
import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { pageHtml } from '../../client/src/panel/page';
import type { PanelMemory } from '../../client/src/panel/memory';
import { PanelModel } from '../../client/src/panel/panelModel';
import { PanelRules } from '../../client/src/panel/panelRules';
import { panelWorld } from '../../client/src/panel/panelWorld';
import { Logs } from '../../client/src/tail/logs';
import { systemClock, type Interruption, type LogSource } from '../../client/src/tail/source';
import type { Happening } from '../../client/src/tail/following';
import { envelope, receive } from '../../core/src/protocol/panel';
import { emptyMemory } from '../kit/memento';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { launchPagesBrowser, type PagesBrowser } from '../kit/vscode/browser';
import { themes, type ThemeName } from './panelThemes';

/** A log into which the test puts bytes. */
export class TestLog implements LogSource {
  readonly title: string;
  readonly host: string | null;
  readonly past = undefined;
  readonly #waiting: (Uint8Array | Error)[] = [];
  #wake: () => void = () => undefined;
  #opened = false;

  constructor(title = 'central', host: string | null = null) {
    this.title = title;
    this.host = host;
  }

  write(text: string | Uint8Array): void {
    this.#waiting.push(typeof text === 'string' ? new TextEncoder().encode(text) : text);
    this.#wake();
  }

  /** The connection is lost, and comes back. */
  cut(reason: string): void {
    this.#waiting.push(new Error(reason));
    this.#wake();
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    yield { kind: 'opened', path: '/var/log/audit/audit.log', offset: 0, again: this.#opened };
    this.#opened = true;
    while (!signal.aborted) {
      const next = this.#waiting.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) yield { kind: 'bytes', bytes: next };
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      }
    }
  }

  judge(error: unknown): Interruption {
    return { mayRetry: true, reason: error instanceof Error ? error.message : String(error) };
  }

  dispose(): void {}
}

/**
 * The real page in a real browser against the real model; only the editor's frame between them is this file's: it carries
 * messages. The page's policy is the one that the extension gives it.
 */
export class PanelPage {
  readonly page: Page;
  readonly model: PanelModel;
  readonly copied: string[] = [];
  readonly begun: string[] = [];
  readonly menus: string[] = [];
  readonly rules = new PanelRules();
  readonly rulesOpened: string[] = [];
  readonly memory: PanelMemory;
  /** What the page did that it may not: loads, scripts, dialogues, errors. */
  readonly offences: string[] = [];
  readonly #server: Server;
  readonly #files: { remove(): void };

  private constructor(page: Page, server: Server, files: { remove(): void }, memory: PanelMemory) {
    this.memory = memory;
    this.#server = server;
    this.#files = files;
    this.page = page;
    this.model = new PanelModel(
      panelWorld({
        l10n: { t: (text, ...args) => text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])) },
        memory: this.memory,
        clipboard: (text) => this.copied.push(text),
        begin: (how) => this.begun.push(how),
        menu: (what) => this.menus.push(what),
        rules: this.rules,
        openRule: (file, line) => this.rulesOpened.push(`${file}:${line}`),
      }),
    );
  }

  static async open(browser: PagesBrowser, theme: ThemeName = 'dark', memory = emptyMemory()): Promise<PanelPage> {
    const folder = scratch('aw-panel-');
    await build({
      entryPoints: [inRepository('client/webview/main.ts')],
      outfile: join(folder.path, 'webview.js'),
      bundle: true,
      format: 'iife',
      target: 'chrome132',
      logLevel: 'error',
    });
    const server = createServer((request, response) => {
      const files: Readonly<Record<string, string>> = { '/webview.js': 'text/javascript', '/webview.css': 'text/css' };
      const type = files[request.url ?? ''];
      if (type !== undefined) {
        response.writeHead(200, { 'content-type': type }).end(readFileSync(join(folder.path, request.url ?? '')));
      } else if (request.url === '/') {
        const origin = `http://${request.headers.host ?? ''}`;
        const parts = {
          nonce: 'n0nce',
          cspSource: origin,
          script: '/webview.js',
          style: '/webview.css',
          language: 'en',
        };
        response.writeHead(200, { 'content-type': 'text/html' }).end(pageHtml(parts));
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const panel = new PanelPage(await browser.newPage(), server, folder, memory);
    await panel.#bringUp(theme);
    return panel;
  }

  async #bringUp(theme: ThemeName): Promise<void> {
    const { page } = this;
    const origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    page.on('request', (request) => {
      if (!['/', '/webview.js', '/webview.css', '/favicon.ico'].some((path) => request.url() === origin + path)) {
        this.offences.push(`loads ${request.url()}`);
      }
    });
    page.on('dialog', (dialog) => {
      this.offences.push(`dialogue ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => this.offences.push(`error ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon'))
        this.offences.push(`console ${message.text()}`);
    });
    page.on('popup', () => this.offences.push('popup'));
    await page.exposeFunction('toExtension', (message: unknown) => {
      if (!receive('toExtension', this.model, message))
        this.offences.push(`unknown message ${JSON.stringify(message)}`);
    });
    await page.addInitScript(
      ([kind, variables]) => {
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (message: unknown) =>
              (window as unknown as { toExtension(m: unknown): void }).toExtension(message),
          }),
        });
        document.addEventListener('DOMContentLoaded', () => {
          document.body.classList.add(kind);
          for (const [name, value] of variables) document.documentElement.style.setProperty(`--vscode-${name}`, value);
        });
      },
      [themes[theme].kind, Object.entries(themes[theme].variables)] as const,
    );
    this.model.attach((name, body) => {
      page
        .evaluate(
          (message) => window.dispatchEvent(new MessageEvent('message', { data: message })),
          envelope<'toPage', typeof name>(name, body),
        )
        .catch(() => undefined);
    });
    await page.goto(origin);
  }

  /** Shows another log; answers where its bytes are written. */
  show(keep = 200_000, source = new TestLog()): TestLog {
    this.showAll([source], keep);
    return source;
  }

  /** Shows several logs, merged. */
  showAll(sources: readonly LogSource[], keep = 200_000): void {
    const logs = new Logs(keep, systemClock);
    for (const source of sources) void logs.add(source).run();
    this.model.show(logs);
  }

  /** The row that has this text in its sentence. */
  row(text: string) {
    return this.page.locator('.row.event, .row.notice').filter({ hasText: text });
  }

  /** The last line. */
  status(): Promise<string> {
    return this.page.locator('.status').innerText();
  }

  /** How far the rows are scrolled. */
  top(): Promise<number> {
    return this.page.locator('.list').evaluate((list) => list.scrollTop);
  }

  atEnd(): Promise<boolean> {
    return this.page.locator('.list').evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 12);
  }

  async screenshot(name: string): Promise<void> {
    const folder = inRepository('test-results/panel');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    this.model.dispose();
    await this.page.context().close();
    this.#server.close();
    this.#files.remove();
  }
}

type Open = (theme?: ThemeName, memory?: PanelMemory) => Promise<PanelPage>;

/** A suite whose pages are closed after each test, none of which may have done what it must not. */
export function describePanel(name: string, suite: (open: Open) => void): void {
  describe(
    name,
    () => {
      const opened: PanelPage[] = [];
      let browser: PagesBrowser;
      beforeAll(async () => {
        browser = await launchPagesBrowser();
      });
      afterAll(() => browser?.close());
      afterEach(async () => {
        const offences = opened.flatMap((panel) => panel.offences);
        await Promise.all(opened.splice(0).map((panel) => panel.close()));
        expect(offences).toEqual([]);
      });
      suite(async (theme, memory) => {
        const panel = await PanelPage.open(browser, theme, memory);
        opened.push(panel);
        return panel;
      });
    },
    120_000,
  );
}
