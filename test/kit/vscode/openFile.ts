import type { Locator, Page } from 'playwright-core';

/** A file in a text editor of the workbench. Lines and columns are 1-based. */
export class OpenFile {
  private readonly page: Page;
  readonly name: string;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  get editor(): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${this.name}"]`).first();
  }

  /** The lines that are in view, from the top; their order in the page is not that of the file. */
  get lines(): Locator {
    return this.editor.locator('.view-line');
  }

  /** The line in view that holds this text. A blank is a blank here, whatever the editor shows for it. */
  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: typeof text === 'string' ? blanksAsShown(text) : text }).first();
  }

  get tab(): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${this.name}"]`);
  }

  /** Underlines of findings of this severity. */
  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.editor.locator(`.squiggly-${severity}`);
  }

  async focus(): Promise<void> {
    await this.lines.first().click();
  }

  async goTo(line: number, column = 1): Promise<void> {
    await this.focus();
    await this.page.keyboard.press('Control+g');
    const box = this.page.locator('.quick-input-widget:visible');
    await box.locator('input.input').fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Types as a person does, key by key: completion and the like come up as they would. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 40 });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** A new line below the last one; the cursor stands in it. */
  async appendLine(): Promise<void> {
    await this.focus();
    await this.press('Control+End', 'Enter');
  }

  /** Asks for completions at the cursor; answers the list. */
  async completions(): Promise<Locator> {
    const list = this.page.locator('.suggest-widget.visible');
    // It may have come up by itself.
    if (!(await list.isVisible())) await this.page.keyboard.press('Control+Space');
    await list.locator('.monaco-list-row').first().waitFor();
    return list;
  }

  /** Takes the completion with this label. */
  async complete(label: string): Promise<void> {
    const list = await this.completions();
    await list.locator(`.monaco-list-row[aria-label^="${label}"]`).first().click();
    await list.waitFor({ state: 'hidden' });
  }

  /** A word in view, to point at: of this line where one is given. */
  word(text: string, line?: string | RegExp): Locator {
    const within = line === undefined ? this.editor.locator('.view-lines') : this.line(line);
    return within.getByText(text, { exact: true }).first();
  }

  /** Points at something and answers the hover that comes up. */
  async hover(target: Locator): Promise<Locator> {
    await target.hover();
    const hover = this.page.locator('.monaco-resizable-hover .monaco-hover').first();
    await hover.locator('.hover-row').first().waitFor();
    return hover;
  }

  /** Saves, and waits until the tab says so. The bytes may be on disk a moment later. */
  async save(): Promise<void> {
    await this.press('Control+s');
    await this.page.locator(`.tabs-container .tab[data-resource-name="${this.name}"]:not(.dirty)`).waitFor();
  }
}

// The editor draws blanks as no-break spaces.
function blanksAsShown(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/ +/g, '[\\s\\u00a0]+'));
}
