/** Every command of the manifest; a test holds this list equal to package.json. */
export const commandIds = [
  'auditd.selectHost',
  'auditd.addHost',
  'auditd.pickInventory',
  'auditd.selectTarget',
  'auditd.deploy',
  'auditd.compareWithHost',
  'auditd.pullFromHost',
  'auditd.exportAnsible',
  'auditd.rollBack',
  'auditd.proveLoadedRules',
  'auditd.showEffectiveRules',
  'auditd.switchAwk',
  'auditd.tailCentralLog',
  'auditd.setUpCentralLogging',
  'auditd.undoCentralLogging',
  'auditd.convertConfig',
  'auditd.openLogFile',
] as const;

export type CommandId = (typeof commandIds)[number];
