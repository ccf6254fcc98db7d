import { text } from 'node:stream/consumers';
import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import type { Route } from '../../client/src/hosts/host';
import { connectBy, Person } from './hostKit';

// A client of its own process, so that a test can kill it: a route and files on standard input; says when it sends, and
// what came of it.
async function main(): Promise<void> {
  const { route, files } = JSON.parse(await text(process.stdin)) as { route: Route; files: Record<string, string> };
  const connect = async () => (await connectBy('central', route, new Person({ key: 'once' }))).asRoot();
  const root = await connect();
  const wished = Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }));
  const planned = plan(await observe(root), { files: wished, remove: [], confirmSeconds: 2 }, coreRuleBook);
  const outcome = await applyPlan(root, planned, {
    book: coreRuleBook,
    reconnect: connect,
    onStage: (stage) => void process.stdout.write(`${stage}\n`),
  });
  process.stdout.write(`told ${outcome.kind}\n`);
  root.end();
}

void main();
