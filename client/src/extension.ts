import * as vscode from 'vscode';

/** Makes the parts and hands them to each other. Nothing here connects: that waits for a command. */
export async function activate(_context: vscode.ExtensionContext): Promise<void> {}
