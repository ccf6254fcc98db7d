import type { LabHost } from '../lab/host';

/**
 * No systemd runs in a lab host. These programs stand in its place there and say so: they answer in the words of
 * systemd 247 to 255, start auditd and timers as it would, apart from any login, and write down how they were called.
 */
const stop = `pid=$(cat /run/auditd.pid) && kill "$pid" && while [ -e "/proc/$pid" ]; do sleep 0.05; done`;

const systemctl = `#!/bin/sh
# A stand-in for systemctl, for a test.
echo "systemctl $*" >> /run/standin/calls
case "$*" in
  show*auditd.service) echo LoadState=loaded; cat /run/standin/refuse ;;
  'restart auditd.service')
    if grep -q yes /run/standin/refuse; then
      echo 'Failed to restart auditd.service: Operation refused, unit auditd.service may be requested by dependency only (it is configured to refuse manual start/stop).' >&2
      exit 1
    fi
    ${stop}
    setsid /sbin/auditd && auditctl -R /etc/audit/audit.rules >/dev/null 2>&1 ;;
  'start auditd.service') setsid /sbin/auditd && auditctl -R /etc/audit/audit.rules >/dev/null 2>&1 ;;
  'is-active --quiet '*) [ -e "/run/standin/$3" ] ;;
  stop\\ *.timer) rm -f "/run/standin/$2" ;;
esac
exit $?
`;

const systemdRun = `#!/bin/sh
# A stand-in for systemd-run, for a test.
echo "systemd-run $*" >> /run/standin/calls
for word; do
  case $word in
    --unit=*) unit=\${word#*=} ;;
    --on-active=*) seconds=\${word#*=} ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
: > "/run/standin/$unit.timer"
(
  exec </dev/null >/dev/null 2>&1
  cd /
  setsid env -i sh -c 'sleep "$1"; [ -e "/run/standin/$2.timer" ] || exit; rm "/run/standin/$2.timer"; shift 2; exec "$@"' \\
    sh "$seconds" "$unit" "$@" &
)
echo "Running timer as unit: $unit.timer" >&2
echo "Will run service as unit: $unit.service" >&2
`;

/** The \`service\` of initscripts: the package's own action goes before systemctl. */
const service = `#!/bin/sh
# A stand-in for service, for a test.
echo "service $*" >> /run/standin/calls
exec "/usr/libexec/initscripts/legacy-actions/$1/$2"
`;

const legacyRestart = `#!/bin/sh
# A stand-in for the action that the package brings, for a test.
${stop}
exec systemctl start auditd.service
`;

/** `refuses`: the unit has RefuseManualStop=yes; `legacy`: the package has brought its own actions. */
export async function standInForSystemd(
  host: LabHost,
  { refuses, legacy }: { readonly refuses: boolean; readonly legacy: boolean },
): Promise<void> {
  const programs = { 'bin/systemctl': systemctl, 'bin/systemd-run': systemdRun, 'sbin/service': service };
  for (const [name, text] of Object.entries(programs)) {
    const own = `/root/standin/${name}`;
    await host.writeFile(own, text, { mode: 0o755 });
    await must(host, `mountpoint -q /usr/${name} || mount --bind ${own} /usr/${name}`);
  }
  await must(host, 'mountpoint -q /usr/libexec || mount -t tmpfs none /usr/libexec; rm -rf /usr/libexec/*');
  if (legacy) {
    await host.writeFile('/usr/libexec/initscripts/legacy-actions/auditd/restart', legacyRestart, { mode: 0o755 });
  }
  await must(host, 'mkdir -p /run/systemd/system /run/standin; : > /run/standin/calls');
  await host.writeFile('/run/standin/refuse', `RefuseManualStop=${refuses ? 'yes' : 'no'}\n`);
}

/** How the stand-ins were called, but for questions. */
export async function callsOf(host: LabHost): Promise<string[]> {
  const calls = (await host.readText('/run/standin/calls')).split('\n');
  return calls.filter((line) => line !== '' && !/ (show|is-active) /.test(line));
}

async function must(host: LabHost, command: string): Promise<void> {
  const { code, err } = await host.run(command);
  if (code !== 0) throw new Error(`${command}: ${err}`);
}
