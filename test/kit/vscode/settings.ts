/** User settings of a window: names as in settings.json. */
export type UserSettings = Readonly<Record<string, unknown>>;

/** Nothing calls home, nothing opens by itself. Safe in front of a person too. */
export const quietSettings: UserSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Besides: a test's folder is its own, and only the test saves (the workbench in a browser saves after a delay). */
export const testSettings: UserSettings = {
  ...quietSettings,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'git.enabled': false,
  // Drawing is the processor's work here, and a caret that blinks is drawn again and again.
  'editor.cursorBlinking': 'solid',
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
};
