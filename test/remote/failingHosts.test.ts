import { describeFailing } from './failing';
import { failingConnections, failingLogins, failingRights } from './failingLogins';

describeFailing('hosts that fail before a command runs as root', [
  ...failingConnections,
  ...failingLogins,
  ...failingRights,
]);
