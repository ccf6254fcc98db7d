import { until } from '../until';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository, repository } from '../repository';
import { launchBrowser } from './browser';
import { USUAL_PORT } from './browserCaches';
import { installVscode, type Release } from './installation';
import { OpenFile } from './openFile';
import { startVscodeServer, type VscodeServer } from './server';
import { testSettings, type UserSettings } from './settings';

export interface WorkbenchWish {
  readonly folder: string;
  /** Default newest. */
  readonly release?: Release;
  /** Beside testSettings. */
  readonly settings?: UserSettings;
  /** The unpacked extension; default this repository. null: none but what `extensions` holds. */
  readonly extension?: string | null;
  /** A folder of installed extensions; default a new one. */
  readonly extensions?: string;
  /** For the extension host: HOME, SSH_AUTH_SOCK … */
  readonly env?: NodeJS.ProcessEnv;
}

const STEP_LIMIT_MS = 20_000;
const STEADY_LOOKS = 10;
const results = (...parts: string[]) => inRepository('test-results', ...parts);

/**
 * The visible workbench of a real VS Code, used as a person uses it: by keyboard, mouse and what is to be read. Every
 * method waits for what it needs and fails after 20 seconds with what it waited for.
 */
export class Workbench {
  readonly page: Page;
  private readonly server: VscodeServer;
  private readonly endBrowser: () => Promise<void>;

  private constructor(page: Page, server: VscodeServer, endBrowser: () => Promise<void>) {
    this.page = page;
    this.server = server;
    this.endBrowser = endBrowser;
  }

  static async open(wish: WorkbenchWish): Promise<Workbench> {
    const installation = await installVscode(wish.release ?? 'newest', console.log);
    const extension = wish.extension === undefined ? repository : wish.extension;
    const server = await startVscodeServer({
      installation,
      settings: { ...testSettings, ...wish.settings },
      port: USUAL_PORT,
      ...(extension !== null && { extension }),
      ...(wish.extensions !== undefined && { extensions: wish.extensions }),
      ...(wish.env && { env: wish.env }),
    });
    try {
      const { page, close } = await launchBrowser();
      page.setDefaultTimeout(STEP_LIMIT_MS);
      const workbench = new Workbench(page, server, close);
      await page.goto(server.url({ folder: wish.folder }));
      await page.locator('.monaco-workbench').waitFor();
      // The explorer shows the folder when the window is usable.
      await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
      return workbench;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.endBrowser();
    await this.server.stop();
  }

  /** Opens a file of the folder by its path or a telling part of it, through Quick Open. */
  async openFile(path: string): Promise<OpenFile> {
    const name = path.split('/').at(-1) ?? path;
    await this.page.keyboard.press('Control+p');
    const box = this.quickInput;
    await box.locator('input.input').fill(path);
    // Before it has looked, the list has what was open last, and that on top.
    await box.locator('.monaco-list-row.focused', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
    return this.file(name);
  }

  /** A file that is open, or is being opened by a command. */
  async file(name: string): Promise<OpenFile> {
    const file = new OpenFile(this.page, name);
    await file.lines.first().waitFor();
    return file;
  }

  /**
   * Runs a command by its title as the palette shows it, `Auditd: Deploy`. The palette lists what was there when it
   * opened: on a busy machine that may be before the extension's commands are.
   */
  async runCommand(title: string): Promise<void> {
    await this.#choose(`>${title}`, title);
  }

  async #choose(text: string, entry: string): Promise<void> {
    const row = this.quickInput.locator('.monaco-list-row', { hasText: entry }).first();
    await until(`${entry} in the palette`, async () => {
      await this.page.keyboard.press('F1');
      await this.quickInput.locator('input.input').fill(text);
      const isThere = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await this.page.keyboard.press('Escape');
      return isThere;
    });
    await row.click();
  }

  /** The quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Takes an entry of the open quick pick. */
  async pick(label: string | RegExp): Promise<void> {
    await this.quickInput.locator('.monaco-list-row', { hasText: label }).first().click();
  }

  /**
   * Fills the input box that asks this question, which is its title, its prompt or what it says of the last answer, and
   * confirms. A quick pick that opens the box is there still for a moment, and has a field as well: so a question is
   * needed, and one that is in no entry of it.
   */
  async answer(text: string, question: string | RegExp): Promise<void> {
    await this.quickInput.filter({ hasText: question }).locator('input.input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Names a file or folder in the dialogue for files, which is a box here. It writes its own proposal into the box when
   * it has looked around, also over what was typed before; where it only goes into a folder, its button takes that.
   */
  async answerPath(path: string, button = 'OK'): Promise<void> {
    const box = this.quickInput;
    const input = box.locator('input.input');
    const value = (): Promise<string> => input.inputValue({ timeout: 5000 });
    await until('the proposal of the dialogue', async () => (await value()) !== '', { within: 60_000 });
    const enter = async (): Promise<void> => {
      // What has stood there for a while the dialogue has dealt with; Enter before that takes what it proposed.
      let looks = 0;
      await until(`${path} in the box`, async () => {
        if ((await value()) === path) return ++looks > STEADY_LOOKS;
        looks = 0;
        await input.fill(path);
        return false;
      });
      await this.page.keyboard.press('Enter');
    };
    await enter();
    await until('the dialogue to go', async () => {
      if (!(await input.isVisible())) return true;
      const now = await value();
      if (now === `${path}/`) await box.getByRole('button', { name: button }).click({ timeout: 5000 });
      else if (now !== path) await enter();
      return false;
    });
  }

  /** The modal dialogue; its text is to be checked by the test before it presses a button. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async pressInDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** A notification with this text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  async pressInNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button }).click();
  }

  /** An entry of the status bar. */
  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** The page of the webview that is in view: what the extension put there. Two frames: VS Code's own, and its in it. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('iframe#active-frame');
  }

  /** What the Problems panel lists, one text a finding; opens the panel. */
  async problems(): Promise<readonly string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press('Control+Shift+m');
    await panel.waitFor();
    return panel.locator('.monaco-list-row .marker-message-line').allInnerTexts();
  }

  /** Brings a view to the front by its title in `View: Open View…`. */
  async openView(title: string): Promise<void> {
    await this.#choose(`view ${title}`, title);
  }

  /** Opens the context menu of a row or line; it is closed by what is chosen in it, or by Escape. */
  async contextMenu(of: Locator): Promise<Locator> {
    await of.click({ button: 'right' });
    const entries = this.page.locator('.monaco-menu').getByRole('menuitem');
    await entries.first().waitFor();
    return entries;
  }

  /** Takes an entry of the context menu. By the keyboard: a menu does not hear a click that comes as it opens. */
  async takeFromMenu(of: Locator, label: string): Promise<void> {
    const entry = (await this.contextMenu(of)).filter({ hasText: label });
    await entry.hover();
    await this.page.keyboard.press('Enter');
    await entry.waitFor({ state: 'detached' });
  }

  /** A picture in test-results/screenshots, to be looked at. */
  async picture(name: string): Promise<void> {
    mkdirSync(results('screenshots'), { recursive: true });
    await this.page.screenshot({ path: results('screenshots', `${name}.png`) });
  }

  /** Does a step and takes its picture; of a step that fails too, and keeps VS Code's logs beside it. */
  async step<T>(name: string, act: () => Promise<T>): Promise<T> {
    try {
      const answer = await act();
      await this.picture(name);
      return answer;
    } catch (error) {
      await this.picture(`${name} FAILED`).catch(() => {});
      const logs = join(this.server.directory, 'user/logs');
      if (existsSync(logs)) cpSync(logs, results('logs', name), { recursive: true });
      cpSync(this.server.logFile, results('logs', `${name}.server.log`));
      throw error;
    }
  }
}
