import * as vscode from 'vscode';
import { oneLine } from './hostFailure';
import type { HostKeyAnswer, HostKeyQuestion, Prompter, SecretAnswer, SecretQuestion } from './prompter';

/** The person, asked through VS Code's own dialogues. */
export const vscodePrompter: Prompter = { unknownHostKey, secret };

async function unknownHostKey({ host, name, key, file }: HostKeyQuestion): Promise<HostKeyAnswer> {
  const remember = vscode.l10n.t('Connect and Remember');
  const once = vscode.l10n.t('Only This Time');
  const detail = vscode.l10n.t(
    'The host shows the {0} key\n{1}\n\nNo known_hosts file has a key for {2}. Compare the fingerprint with the one that the host itself prints (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub) or that its administrator gave you.\n\n"{3}" writes it to {4}, as ssh would; "{5}" holds until this window is closed.',
    key.type,
    key.fingerprint,
    name,
    remember,
    file,
    once,
  );
  const title = vscode.l10n.t('Is this really {0}?', host);
  const choice = await vscode.window.showWarningMessage(title, { modal: true, detail }, remember, once);
  return choice === remember ? 'remember' : choice === once ? 'once' : 'cancel';
}

function secret(question: SecretQuestion): Promise<SecretAnswer | undefined> {
  const input = vscode.window.createInputBox();
  const keeping = {
    iconPath: new vscode.ThemeIcon('pass-filled'),
    tooltip: vscode.l10n.t('Will be kept in the secret storage; click to ask again each session'),
  };
  const asking = {
    iconPath: new vscode.ThemeIcon('save'),
    tooltip: vscode.l10n.t('Keep it in the secret storage of this editor'),
  };
  const titles = {
    password: vscode.l10n.t('Password'),
    passphrase: vscode.l10n.t('Passphrase'),
    sudo: vscode.l10n.t('sudo'),
    'keyboard-interactive': vscode.l10n.t('Login'),
  };
  let keep = false;
  input.title = `${question.host}: ${titles[question.kind]}`;
  input.prompt = question.said === undefined ? question.what : `${question.what} ${oneLine(question.said)}`;
  input.password = !question.echo;
  input.ignoreFocusOut = true;
  input.buttons = question.canKeep ? [asking] : [];
  return new Promise((resolve) => {
    input.onDidTriggerButton(() => {
      keep = !keep;
      input.buttons = [keep ? keeping : asking];
    });
    input.onDidAccept(() => {
      resolve({ text: input.value, keep });
      input.dispose();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
